/** The data dictionary of ISO 19115:2003 annex B (namespace gmd), by package; the notation is that of ../notation.ts. */
export const gmd = `
# Metadata entity set information (B.2.1)
MD_Metadata
  fileIdentifier?: CharacterString
  language?: CharacterString
  characterSet?: MD_CharacterSetCode
  parentIdentifier?: CharacterString
  hierarchyLevel*: MD_ScopeCode
  hierarchyLevelName*: CharacterString
  contact+: CI_ResponsibleParty
  dateStamp: Date
  metadataStandardName?: CharacterString
  metadataStandardVersion?: CharacterString
  dataSetURI?: CharacterString
  locale*: PT_Locale
  spatialRepresentationInfo*: MD_SpatialRepresentation
  referenceSystemInfo*: MD_ReferenceSystem
  metadataExtensionInfo*: MD_MetadataExtensionInformation
  identificationInfo+: MD_Identification
  contentInfo*: MD_ContentInformation
  distributionInfo?: MD_Distribution
  dataQualityInfo*: DQ_DataQuality
  portrayalCatalogueInfo*: MD_PortrayalCatalogueReference
  metadataConstraints*: MD_Constraints
  applicationSchemaInfo*: MD_ApplicationSchemaInformation
  metadataMaintenance?: MD_MaintenanceInformation
  series*: DS_Aggregate
  describes*: DS_DataSet
  propertyType*: ObjectReference
  featureType*: ObjectReference
  featureAttribute*: ObjectReference

# Extent information (B.3.1)
EX_TemporalExtent
  extent: TM_Primitive
EX_VerticalExtent
  minimumValue: Real
  maximumValue: Real
  verticalCRS: SC_CRS
EX_BoundingPolygon < EX_GeographicExtent
  polygon+: GM_Object
EX_Extent
  description?: CharacterString
  geographicElement*: EX_GeographicExtent
  temporalElement*: EX_TemporalExtent
  verticalElement*: EX_VerticalExtent
EX_GeographicExtent abstract
  extentTypeCode?: Boolean
EX_GeographicBoundingBox < EX_GeographicExtent
  westBoundLongitude: Decimal
  eastBoundLongitude: Decimal
  southBoundLatitude: Decimal
  northBoundLatitude: Decimal
EX_SpatialTemporalExtent < EX_TemporalExtent
  spatialExtent+: EX_GeographicExtent
EX_GeographicDescription < EX_GeographicExtent
  geographicIdentifier: MD_Identifier

# Reference system information (B.2.7)
RS_Identifier < MD_Identifier
  codeSpace?: CharacterString
  version?: CharacterString
MD_ReferenceSystem
  referenceSystemIdentifier?: RS_Identifier
MD_Identifier
  authority?: CI_Citation
  code: CharacterString
RS_ReferenceSystem abstract
  name: RS_Identifier
  domainOfValidity*: EX_Extent

# Citation and responsible party information (B.3.2)
CI_ResponsibleParty
  individualName?: CharacterString
  organisationName?: CharacterString
  positionName?: CharacterString
  contactInfo?: CI_Contact
  role: CI_RoleCode
CI_Citation
  title: CharacterString
  alternateTitle*: CharacterString
  date+: CI_Date
  edition?: CharacterString
  editionDate?: Date
  identifier*: MD_Identifier
  citedResponsibleParty*: CI_ResponsibleParty
  presentationForm*: CI_PresentationFormCode
  series?: CI_Series
  otherCitationDetails?: CharacterString
  collectiveTitle?: CharacterString
  ISBN?: CharacterString
  ISSN?: CharacterString
CI_Address
  deliveryPoint*: CharacterString
  city?: CharacterString
  administrativeArea?: CharacterString
  postalCode?: CharacterString
  country?: CharacterString
  electronicMailAddress*: CharacterString
CI_OnlineResource
  linkage: URL
  protocol?: CharacterString
  applicationProfile?: CharacterString
  name?: CharacterString
  description?: CharacterString
  function?: CI_OnLineFunctionCode
CI_Contact
  phone?: CI_Telephone
  address?: CI_Address
  onlineResource?: CI_OnlineResource
  hoursOfService?: CharacterString
  contactInstructions?: CharacterString
CI_Telephone
  voice*: CharacterString
  facsimile*: CharacterString
CI_Date
  date: Date
  dateType: CI_DateTypeCode
CI_Series
  name?: CharacterString
  issueIdentification?: CharacterString
  page?: CharacterString
URL: anyURI
codelist CI_RoleCode
codelist CI_PresentationFormCode
codelist CI_OnLineFunctionCode
codelist CI_DateTypeCode

# Spatial representation information (B.2.6)
MD_GridSpatialRepresentation < MD_SpatialRepresentation
  numberOfDimensions: Integer
  axisDimensionProperties*: MD_Dimension
  cellGeometry: MD_CellGeometryCode
  transformationParameterAvailability: Boolean
MD_VectorSpatialRepresentation < MD_SpatialRepresentation
  topologyLevel?: MD_TopologyLevelCode
  geometricObjects*: MD_GeometricObjects
MD_SpatialRepresentation abstract
MD_Georeferenceable < MD_GridSpatialRepresentation
  controlPointAvailability: Boolean
  orientationParameterAvailability: Boolean
  orientationParameterDescription?: CharacterString
  georeferencedParameters: Record
  parameterCitation*: CI_Citation
MD_Dimension
  dimensionName: MD_DimensionNameTypeCode
  dimensionSize: Integer
  resolution?: Measure
MD_Georectified < MD_GridSpatialRepresentation
  checkPointAvailability: Boolean
  checkPointDescription?: CharacterString
  cornerPoints*: GM_Point
  centerPoint?: GM_Point
  pointInPixel: MD_PixelOrientationCode
  transformationDimensionDescription?: CharacterString
  transformationDimensionMapping{0,2}: CharacterString
MD_GeometricObjects
  geometricObjectType: MD_GeometricObjectTypeCode
  geometricObjectCount?: Integer
enumeration MD_PixelOrientationCode
  center lowerLeft lowerRight upperRight upperLeft
codelist MD_TopologyLevelCode
codelist MD_GeometricObjectTypeCode
codelist MD_CellGeometryCode
codelist MD_DimensionNameTypeCode

# Metadata extension information (B.2.11)
MD_ExtendedElementInformation
  name: CharacterString
  shortName?: CharacterString
  domainCode?: Integer
  definition: CharacterString
  obligation?: MD_ObligationCode
  condition?: CharacterString
  dataType: MD_DatatypeCode
  maximumOccurrence?: CharacterString
  domainValue?: CharacterString
  parentEntity+: CharacterString
  rule: CharacterString
  rationale*: CharacterString
  source+: CI_ResponsibleParty
MD_MetadataExtensionInformation
  extensionOnLineResource?: CI_OnlineResource
  extendedElementInformation*: MD_ExtendedElementInformation
enumeration MD_ObligationCode
  mandatory optional conditional
codelist MD_DatatypeCode

# Content information (B.2.8)
MD_FeatureCatalogueDescription < MD_ContentInformation
  complianceCode?: Boolean
  language*: CharacterString
  includedWithDataset: Boolean
  featureTypes*: GenericName
  featureCatalogueCitation+: CI_Citation
MD_CoverageDescription < MD_ContentInformation
  attributeDescription: RecordType
  contentType: MD_CoverageContentTypeCode
  dimension*: MD_RangeDimension
MD_ImageDescription < MD_CoverageDescription
  illuminationElevationAngle?: Real
  illuminationAzimuthAngle?: Real
  imagingCondition?: MD_ImagingConditionCode
  imageQualityCode?: MD_Identifier
  cloudCoverPercentage?: Real
  processingLevelCode?: MD_Identifier
  compressionGenerationQuantity?: Integer
  triangulationIndicator?: Boolean
  radiometricCalibrationDataAvailability?: Boolean
  cameraCalibrationInformationAvailability?: Boolean
  filmDistortionInformationAvailability?: Boolean
  lensDistortionInformationAvailability?: Boolean
MD_ContentInformation abstract
MD_RangeDimension
  sequenceIdentifier?: MemberName
  descriptor?: CharacterString
MD_Band < MD_RangeDimension
  maxValue?: Real
  minValue?: Real
  units?: UomLength
  peakResponse?: Real
  bitsPerValue?: Integer
  toneGradation?: Integer
  scaleFactor?: Real
  offset?: Real
codelist MD_CoverageContentTypeCode
codelist MD_ImagingConditionCode

# Application schema information (B.2.12)
MD_ApplicationSchemaInformation
  name: CI_Citation
  schemaLanguage: CharacterString
  constraintLanguage: CharacterString
  schemaAscii?: CharacterString
  graphicsFile?: Binary
  softwareDevelopmentFile?: Binary
  softwareDevelopmentFileFormat?: CharacterString

# Portrayal catalogue information (B.2.9)
MD_PortrayalCatalogueReference
  portrayalCatalogueCitation+: CI_Citation

# Constraint information (B.2.3)
MD_Constraints
  useLimitation*: CharacterString
MD_LegalConstraints < MD_Constraints
  accessConstraints*: MD_RestrictionCode
  useConstraints*: MD_RestrictionCode
  otherConstraints*: CharacterString
MD_SecurityConstraints < MD_Constraints
  classification: MD_ClassificationCode
  userNote?: CharacterString
  classificationSystem?: CharacterString
  handlingDescription?: CharacterString
codelist MD_ClassificationCode
codelist MD_RestrictionCode

# Distribution information (B.2.10)
MD_Medium
  name?: MD_MediumNameCode
  density*: Real
  densityUnits?: CharacterString
  volumes?: Integer
  mediumFormat*: MD_MediumFormatCode
  mediumNote?: CharacterString
MD_DigitalTransferOptions
  unitsOfDistribution?: CharacterString
  transferSize?: Real
  onLine*: CI_OnlineResource
  offLine?: MD_Medium
MD_StandardOrderProcess
  fees?: CharacterString
  plannedAvailableDateTime?: DateTime
  orderingInstructions?: CharacterString
  turnaround?: CharacterString
MD_Distributor
  distributorContact: CI_ResponsibleParty
  distributionOrderProcess*: MD_StandardOrderProcess
  distributorFormat*: MD_Format
  distributorTransferOptions*: MD_DigitalTransferOptions
MD_Distribution
  distributionFormat*: MD_Format
  distributor*: MD_Distributor
  transferOptions*: MD_DigitalTransferOptions
MD_Format
  name: CharacterString
  version: CharacterString
  amendmentNumber?: CharacterString
  specification?: CharacterString
  fileDecompressionTechnique?: CharacterString
  formatDistributor*: MD_Distributor
codelist MD_DistributionUnits
codelist MD_MediumFormatCode
codelist MD_MediumNameCode

# Maintenance information (B.2.5)
MD_MaintenanceInformation
  maintenanceAndUpdateFrequency: MD_MaintenanceFrequencyCode
  dateOfNextUpdate?: Date
  userDefinedMaintenanceFrequency?: TM_PeriodDuration
  updateScope*: MD_ScopeCode
  updateScopeDescription*: MD_ScopeDescription
  maintenanceNote*: CharacterString
  contact*: CI_ResponsibleParty
MD_ScopeDescription union
  attributes+: ObjectReference
  features+: ObjectReference
  featureInstances+: ObjectReference
  attributeInstances+: ObjectReference
  dataset: CharacterString
  other: CharacterString
codelist MD_MaintenanceFrequencyCode
codelist MD_ScopeCode

# Identification information (B.2.2)
MD_Identification abstract
  citation: CI_Citation
  abstract: CharacterString
  purpose?: CharacterString
  credit*: CharacterString
  status*: MD_ProgressCode
  pointOfContact*: CI_ResponsibleParty
  resourceMaintenance*: MD_MaintenanceInformation
  graphicOverview*: MD_BrowseGraphic
  resourceFormat*: MD_Format
  descriptiveKeywords*: MD_Keywords
  resourceSpecificUsage*: MD_Usage
  resourceConstraints*: MD_Constraints
  aggregationInfo*: MD_AggregateInformation
MD_BrowseGraphic
  fileName: CharacterString
  fileDescription?: CharacterString
  fileType?: CharacterString
MD_DataIdentification < MD_Identification
  spatialRepresentationType*: MD_SpatialRepresentationTypeCode
  spatialResolution*: MD_Resolution
  language+: CharacterString
  characterSet*: MD_CharacterSetCode
  topicCategory*: MD_TopicCategoryCode
  environmentDescription?: CharacterString
  extent*: EX_Extent
  supplementalInformation?: CharacterString
MD_ServiceIdentification < MD_Identification
MD_RepresentativeFraction
  denominator: Integer
MD_Usage
  specificUsage: CharacterString
  usageDateTime?: DateTime
  userDeterminedLimitations?: CharacterString
  userContactInfo+: CI_ResponsibleParty
MD_Keywords
  keyword+: CharacterString
  type?: MD_KeywordTypeCode
  thesaurusName?: CI_Citation
DS_Association
MD_AggregateInformation
  aggregateDataSetName?: CI_Citation
  aggregateDataSetIdentifier?: MD_Identifier
  associationType: DS_AssociationTypeCode
  initiativeType?: DS_InitiativeTypeCode
MD_Resolution union
  equivalentScale: MD_RepresentativeFraction
  distance: Distance
enumeration MD_TopicCategoryCode
  farming biota boundaries climatologyMeteorologyAtmosphere economy elevation environment
  geoscientificInformation health imageryBaseMapsEarthCover intelligenceMilitary inlandWaters location oceans
  planningCadastre society structure transportation utilitiesCommunication
codelist MD_CharacterSetCode
codelist MD_SpatialRepresentationTypeCode
codelist MD_ProgressCode
codelist MD_KeywordTypeCode
codelist DS_AssociationTypeCode
codelist DS_InitiativeTypeCode

# Data quality information (B.2.4)
LI_ProcessStep
  description: CharacterString
  rationale?: CharacterString
  dateTime?: DateTime
  processor*: CI_ResponsibleParty
  source*: LI_Source
LI_Source
  description?: CharacterString
  scaleDenominator?: MD_RepresentativeFraction
  sourceReferenceSystem?: MD_ReferenceSystem
  sourceCitation?: CI_Citation
  sourceExtent*: EX_Extent
  sourceStep*: LI_ProcessStep
LI_Lineage
  statement?: CharacterString
  processStep*: LI_ProcessStep
  source*: LI_Source
DQ_ConformanceResult < DQ_Result
  specification: CI_Citation
  explanation: CharacterString
  pass: Boolean
DQ_QuantitativeResult < DQ_Result
  valueType?: RecordType
  valueUnit: UnitOfMeasure
  errorStatistic?: CharacterString
  value+: Record
DQ_Result abstract
DQ_TemporalValidity < DQ_TemporalAccuracy
DQ_TemporalConsistency < DQ_TemporalAccuracy
DQ_AccuracyOfATimeMeasurement < DQ_TemporalAccuracy
DQ_QuantitativeAttributeAccuracy < DQ_ThematicAccuracy
DQ_NonQuantitativeAttributeAccuracy < DQ_ThematicAccuracy
DQ_ThematicClassificationCorrectness < DQ_ThematicAccuracy
DQ_RelativeInternalPositionalAccuracy < DQ_PositionalAccuracy
DQ_GriddedDataPositionalAccuracy < DQ_PositionalAccuracy
DQ_AbsoluteExternalPositionalAccuracy < DQ_PositionalAccuracy
DQ_TopologicalConsistency < DQ_LogicalConsistency
DQ_FormatConsistency < DQ_LogicalConsistency
DQ_DomainConsistency < DQ_LogicalConsistency
DQ_ConceptualConsistency < DQ_LogicalConsistency
DQ_CompletenessOmission < DQ_Completeness
DQ_CompletenessCommission < DQ_Completeness
DQ_TemporalAccuracy abstract < DQ_Element
DQ_ThematicAccuracy abstract < DQ_Element
DQ_PositionalAccuracy abstract < DQ_Element
DQ_LogicalConsistency abstract < DQ_Element
DQ_Completeness abstract < DQ_Element
DQ_Element abstract
  nameOfMeasure*: CharacterString
  measureIdentification?: MD_Identifier
  measureDescription?: CharacterString
  evaluationMethodType?: DQ_EvaluationMethodTypeCode
  evaluationMethodDescription?: CharacterString
  evaluationProcedure?: CI_Citation
  dateTime*: DateTime
  result{1,2}: DQ_Result
DQ_DataQuality
  scope: DQ_Scope
  report*: DQ_Element
  lineage?: LI_Lineage
DQ_Scope
  level: MD_ScopeCode
  extent?: EX_Extent
  levelDescription*: MD_ScopeDescription
codelist DQ_EvaluationMethodTypeCode

# Text in several languages
PT_FreeText
  textGroup+: LocalisedCharacterString
property PT_FreeText extends CharacterString ( PT_FreeText )
PT_Locale
  languageCode: LanguageCode
  country?: Country
  characterEncoding: MD_CharacterSetCode
LocalisedCharacterString < CharacterString = string
  @id?: ID @locale?: anyURI
property LocalisedCharacterString extends ObjectReference ( LocalisedCharacterString )
PT_LocaleContainer datatype
  description: CharacterString
  locale: PT_Locale
  date+: CI_Date
  responsibleParty+: CI_ResponsibleParty
  localisedString+: LocalisedCharacterString
codelist LanguageCode
codelist Country

# Datasets and aggregates that metadata describes
DS_Aggregate abstract
  composedOf+: DS_DataSet
  seriesMetadata+: MD_Metadata
  subset*: DS_Aggregate
  superset*: DS_Aggregate
DS_DataSet
  has+: MD_Metadata
  partOf*: DS_Aggregate
DS_OtherAggregate < DS_Aggregate
DS_Series < DS_Aggregate
DS_Initiative < DS_Aggregate
DS_Platform < DS_Series
DS_Sensor < DS_Series
DS_ProductionSeries < DS_Series
DS_StereoMate < DS_OtherAggregate
`;
