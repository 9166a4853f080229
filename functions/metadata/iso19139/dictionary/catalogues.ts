/** ISO/TS 19139: catalogues, dictionaries, files and links (namespace gmx). */
export const gmx = `
# Units of measure
property UnitDefinition ( gml:UnitDefinition )
property BaseUnit ( gml:BaseUnit )
property DerivedUnit ( gml:DerivedUnit )
property ConventionalUnit ( gml:ConventionalUnit )
ML_BaseUnit < gml:BaseUnit
  alternativeExpression+: UomAlternativeExpression
ML_DerivedUnit < gml:DerivedUnit
  alternativeExpression+: UomAlternativeExpression
ML_ConventionalUnit < gml:ConventionalUnit
  alternativeExpression+: UomAlternativeExpression
ML_UnitDefinition < gml:UnitDefinition
  alternativeExpression+: UomAlternativeExpression
UomAlternativeExpression extends gml:UnitDefinition
  locale: PT_Locale
  @codeSpace: anyURI

# Code lists
property CT_CodelistValue ( CodeDefinition )
property CT_Codelist ( CodeListDictionary )
CodeDefinition < gml:Definition
CodeListDictionary < gml:Dictionary
  codeEntry+: CodeDefinition
ML_CodeDefinition < CodeDefinition
  alternativeExpression+: CodeAlternativeExpression
ML_CodeListDictionary < CodeListDictionary
  alternativeExpression+: ClAlternativeExpression
ClAlternativeExpression extends gml:Definition
  locale: PT_Locale
  @codeSpace: anyURI
CodeAlternativeExpression extends gml:Definition
  locale?: PT_Locale
  @codeSpace: anyURI

# Reference systems
property CT_CRS ( gml:AbstractCRS )
property CT_CoordinateSystem ( gml:AbstractCoordinateSystem )
property CT_CoordinateSystemAxis ( gml:CoordinateSystemAxis )
property CT_Datum ( gml:AbstractDatum )
property CT_Ellipsoid ( gml:Ellipsoid )
property CT_PrimeMeridian ( gml:PrimeMeridian )
property CT_Operation ( gml:AbstractCoordinateOperation )
property CT_OperationMethod ( gml:OperationMethod )
property CT_OperationParameters ( gml:AbstractGeneralOperationParameter )

# Catalogues
CT_Catalogue abstract
  name: CharacterString
  scope+: CharacterString
  fieldOfApplication*: CharacterString
  versionNumber: CharacterString
  versionDate: Date
  language?: CharacterString
  characterSet?: MD_CharacterSetCode
  locale*: PT_Locale
  subCatalogue*: CT_Catalogue
CT_CodelistCatalogue < CT_Catalogue
  codelistItem+: CT_Codelist
CT_CrsCatalogue < CT_Catalogue
  crs+: CT_CRS
  coordinateSystem*: CT_CoordinateSystem
  axis*: CT_CoordinateSystemAxis
  datum*: CT_Datum
  ellipsoid*: CT_Ellipsoid
  primeMeridian*: CT_PrimeMeridian
  operation*: CT_Operation
  operationMethod*: CT_OperationMethod
  parameters*: CT_OperationParameters
CT_UomCatalogue < CT_Catalogue
  uomItem+: UnitDefinition

# Texts that are files or links
FileName < CharacterString = string
  @src?: anyURI
MimeFileType < CharacterString = string
  @type: string
Anchor < CharacterString = string
  @@simpleLink

# Transfer datasets and aggregates
MX_Aggregate < DS_Aggregate
  aggregateCatalogue*: CT_Catalogue
  aggregateFile*: MX_SupportFile
MX_DataSet < DS_DataSet
  dataFile+: MX_DataFile
  datasetCatalogue*: CT_Catalogue
  supportFile*: MX_SupportFile
MX_DataFile < MX_File
  featureTypes*: GenericName
  fileFormat: MD_Format
MX_SupportFile < MX_File
MX_File abstract
  fileName: FileName
  fileDescription: CharacterString
  fileType: MimeFileType
codelist MX_ScopeCode < MD_ScopeCode
`;
