/** ISO 19115-2:2009, extensions for imagery and gridded data (namespace gmi), by package. */
export const gmi = `
# Acquisition information
MI_Instrument
  citation*: CI_Citation
  identifier: MD_Identifier
  type: CharacterString
  description?: CharacterString
  mountedOn?: MI_Platform
MI_Operation
  description?: CharacterString
  citation?: CI_Citation
  identifier: MD_Identifier
  status: MD_ProgressCode
  type?: MI_OperationTypeCode
  parentOperation: MI_Operation
  childOperation*: MI_Operation
  platform*: MI_Platform
  objective*: MI_Objective
  plan?: MI_Plan
  significantEvent*: MI_Event
MI_Platform
  citation*: CI_Citation
  identifier: MD_Identifier
  description: CharacterString
  sponsor*: CI_ResponsibleParty
  instrument+: MI_Instrument
MI_AcquisitionInformation
  instrument*: MI_Instrument
  operation*: MI_Operation
  platform*: MI_Platform
  acquisitionPlan*: MI_Plan
  objective*: MI_Objective
  acquisitionRequirement*: MI_Requirement
MI_Event
  identifier: MD_Identifier
  trigger: MI_TriggerCode
  context: MI_ContextCode
  sequence: MI_SequenceCode
  time: DateTime
  relatedPass?: MI_PlatformPass
  relatedSensor*: MI_Instrument
  expectedObjective*: MI_Objective
MI_Requirement
  citation?: CI_Citation
  identifier: MD_Identifier
  requestor+: CI_ResponsibleParty
  recipient+: CI_ResponsibleParty
  priority: MI_PriorityCode
  requestedDate: MI_RequestedDate
  expiryDate: DateTime
  satisifiedPlan*: MI_Plan
MI_PlatformPass
  identifier: MD_Identifier
  extent?: GM_Object
  relatedEvent*: MI_Event
MI_Objective
  identifier+: MD_Identifier
  priority?: CharacterString
  type*: MI_ObjectiveTypeCode
  function*: CharacterString
  extent*: EX_Extent
  sensingInstrument*: MI_Instrument
  pass*: MI_PlatformPass
  objectiveOccurance+: MI_Event
MI_Plan
  type?: MI_GeometryTypeCode
  status: MD_ProgressCode
  citation: CI_Citation
  operation*: MI_Operation
  satisfiedRequirement*: MI_Requirement
MI_RequestedDate
  requestedDateOfCollection: DateTime
  latestAcceptableDate: DateTime
MI_SensorTypeCode
codelist MI_ContextCode
codelist MI_GeometryTypeCode
codelist MI_TriggerCode
codelist MI_SequenceCode
codelist MI_PriorityCode
codelist MI_ObjectiveTypeCode
codelist MI_OperationTypeCode

# Metadata entity set information
MI_Metadata < MD_Metadata
  acquisitionInformation*: MI_AcquisitionInformation

# Content information
MI_Band < MD_Band
  bandBoundaryDefinition?: MI_BandDefinition
  nominalSpatialResolution?: Real
  transferFunctionType?: MI_TransferFunctionTypeCode
  transmittedPolarisation?: MI_PolarisationOrientationCode
  detectedPolarisation?: MI_PolarisationOrientationCode
MI_CoverageDescription < MD_CoverageDescription
  rangeElementDescription*: MI_RangeElementDescription
MI_ImageDescription < MD_ImageDescription
  rangeElementDescription*: MI_RangeElementDescription
MI_RangeElementDescription
  name: CharacterString
  definition: CharacterString
  rangeElement+: Record
codelist MI_BandDefinition
codelist MI_PolarisationOrientationCode
codelist MI_TransferFunctionTypeCode

# Data quality information
LE_Algorithm
  citation: CI_Citation
  description: CharacterString
LE_Processing
  identifier: MD_Identifier
  softwareReference?: CI_Citation
  procedureDescription?: CharacterString
  documentation*: CI_Citation
  runTimeParameters?: CharacterString
  algorithm*: LE_Algorithm
LE_Source < LI_Source
  processedLevel?: MD_Identifier
  resolution?: LE_NominalResolution
LE_ProcessStep < LI_ProcessStep
  processingInformation?: LE_Processing
  output*: LE_Source
  report*: LE_ProcessStepReport
LE_ProcessStepReport
  name: CharacterString
  description?: CharacterString
  fileType?: CharacterString
QE_CoverageResult < DQ_Result
  spatialRepresentationType: MD_SpatialRepresentationTypeCode
  resultFile: MX_DataFile
  resultSpatialRepresentation: MD_SpatialRepresentation
  resultContentDescription: MD_CoverageDescription
  resultFormat: MD_Format
QE_Usability < DQ_Element
LE_NominalResolution union
  scanningResolution: Distance
  groundResolution: Distance

# Spatial representation information
MI_Georeferenceable < MD_Georeferenceable
  geolocationInformation+: MI_GeolocationInformation
MI_Georectified < MD_Georectified
  checkPoint*: MI_GCP
MI_GCP
  geographicCoordinates: DirectPosition
MI_GeolocationInformation abstract
MI_GCPCollection < MI_GeolocationInformation
  collectionIdentification: Integer
  collectionName: CharacterString
  coordinateReferenceSystem: MD_ReferenceSystem
  gcp+: MI_GCP
property DirectPosition ( gml:pos )
`;
