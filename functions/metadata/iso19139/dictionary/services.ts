/** ISO 19119:2005 with Amendment 1, the metadata of services (namespace srv). */
export const srv = `
# Services, their interfaces and operations
SV_ServiceSpecification < SV_AbstractServiceSpecification
  typeSpec+: SV_PlatformNeutralServiceSpecification
SV_PlatformNeutralServiceSpecification < SV_AbstractServiceSpecification
  serviceType: SV_ServiceType
  implSpec+: SV_PlatformSpecificServiceSpecification
SV_PlatformSpecificServiceSpecification < SV_AbstractServiceSpecification
  DCP: DCPList
  typeSpec: SV_PlatformNeutralServiceSpecification
  implementation+: SV_Service
SV_Port
SV_Service
  specification+: SV_PlatformSpecificServiceSpecification
  theSV_Port*: SV_Port
SV_Interface
  typeName: TypeName
  operation: SV_Operation
  theSV_PortSpecification?: SV_PortSpecification
SV_Operation
  operationName: MemberName
  dependsOn*: SV_Operation
  parameter: SV_Parameter
SV_AbstractServiceSpecification abstract
  name: CharacterString
  opModel: SV_OperationModel
  theSV_Interface+: SV_Interface
SV_PortSpecification
  binding: DCPList
  address: URL
  theSV_Port: SV_Port
enumeration SV_OperationModel
  object message
codelist SV_ServiceType

# Identification of services and their operations
SV_Parameter
  name: MemberName_Type
  direction?: SV_ParameterDirection
  description?: CharacterString
  optionality: CharacterString
  repeatability: Boolean
  valueType: TypeName
SV_OperationMetadata
  operationName: CharacterString
  DCP+: DCPList
  operationDescription?: CharacterString
  invocationName?: CharacterString
  parameters*: SV_Parameter
  connectPoint+: CI_OnlineResource
  dependsOn*: SV_OperationMetadata
SV_ServiceIdentification < MD_Identification
  serviceType: GenericName
  serviceTypeVersion*: CharacterString
  accessProperties?: MD_StandardOrderProcess
  restrictions*: MD_Constraints
  keywords*: MD_Keywords
  extent*: EX_Extent
  couplingType: SV_CouplingType
  coupledResource*: SV_CoupledResource
  containsOperations+: SV_OperationMetadata
  operatesOn*: MD_DataIdentification
SV_OperationChain
  name: CharacterString
  description?: CharacterString
  operation+: SV_Operation
SV_OperationChainMetadata
  name: CharacterString
  description?: CharacterString
  operation+: SV_OperationMetadata
SV_CoupledResource
  operationName: CharacterString
  identifier: CharacterString
enumeration SV_ParameterDirection
  in out in/out
codelist DCPList
codelist SV_CouplingType
`;
