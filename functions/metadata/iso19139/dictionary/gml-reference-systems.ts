/** ISO 19136 (GML 3.2): coordinate reference systems, coordinate systems, datums and operations. */
export const gmlReferenceSystems = `
# Any reference system
type IdentifiedObject abstract extends Definition
AbstractCRS abstract < Definition extends IdentifiedObject
  domainOfValidity* scope+
domainOfValidity: ( gmd:EX_Extent )? @@AssociationAttributeGroup
scope: string

# Coordinate systems
CoordinateSystemAxis < Definition extends IdentifiedObject
  axisAbbrev axisDirection minimumValue? maximumValue? rangeMeaning? @uom: UomIdentifier
axisAbbrev: Code
axisDirection: CodeWithAuthority
minimumValue: double
maximumValue: double
rangeMeaning: CodeWithAuthority
AbstractCoordinateSystem abstract < Definition extends IdentifiedObject
  axis+ @@AggregationAttributeGroup
axis: CoordinateSystemAxisProperty
EllipsoidalCS < AbstractCoordinateSystem
CartesianCS < AbstractCoordinateSystem
VerticalCS < AbstractCoordinateSystem
TimeCS < AbstractCoordinateSystem
LinearCS < AbstractCoordinateSystem
UserDefinedCS < AbstractCoordinateSystem
SphericalCS < AbstractCoordinateSystem
PolarCS < AbstractCoordinateSystem
CylindricalCS < AbstractCoordinateSystem
AffineCS < AbstractCoordinateSystem

# Datums
AbstractDatum abstract < Definition extends IdentifiedObject
  domainOfValidity? scope+ anchorDefinition? realizationEpoch?
anchorDefinition: Code
realizationEpoch: date
GeodeticDatum < AbstractDatum
  primeMeridian ellipsoid
primeMeridian: PrimeMeridianProperty
ellipsoid: EllipsoidProperty
Ellipsoid < Definition extends IdentifiedObject
  semiMajorAxis secondDefiningParameter
semiMajorAxis: Measure
secondDefiningParameter: ( SecondDefiningParameter )
SecondDefiningParameter: ( inverseFlattening: Measure | semiMinorAxis: Length | isSphere: boolean )
PrimeMeridian < Definition extends IdentifiedObject
  greenwichLongitude
greenwichLongitude: Angle
EngineeringDatum < AbstractDatum
ImageDatum < AbstractDatum
  pixelInCell
pixelInCell: CodeWithAuthority
VerticalDatum < AbstractDatum
TemporalDatum < AbstractDatum extends TemporalDatumBase
  origin
type TemporalDatumBase abstract restricts AbstractDatum
  metaDataProperty*
  description?
  descriptionReference?
  identifier
  name*
  remarks?
  domainOfValidity?
  scope+
  @id
origin: dateTime

# Coordinate operations
AbstractCoordinateOperation abstract < Definition extends IdentifiedObject
  domainOfValidity? scope+ operationVersion? coordinateOperationAccuracy* sourceCRS? targetCRS?
operationVersion: string
coordinateOperationAccuracy: ( gmd:AbstractDQ_PositionalAccuracy )? @@AssociationAttributeGroup
sourceCRS: CRSProperty
targetCRS: CRSProperty
AbstractSingleOperation abstract < AbstractCoordinateOperation: AbstractCoordinateOperation
AbstractGeneralConversion abstract < AbstractOperation restricts AbstractCoordinateOperation
  metaDataProperty*
  description?
  descriptionReference?
  identifier
  name*
  remarks?
  domainOfValidity?
  scope+
  coordinateOperationAccuracy*
  @id
AbstractGeneralTransformation abstract < AbstractOperation restricts AbstractCoordinateOperation
  metaDataProperty*
  description?
  descriptionReference?
  identifier
  name*
  remarks?
  domainOfValidity?
  scope+
  operationVersion
  coordinateOperationAccuracy*
  sourceCRS
  targetCRS
  @id
ConcatenatedOperation < AbstractCoordinateOperation
  coordOperation{2,} @@AggregationAttributeGroup
coordOperation: CoordinateOperationProperty
PassThroughOperation < AbstractSingleOperation extends AbstractCoordinateOperation
  modifiedCoordinate+ coordOperation @@AggregationAttributeGroup
modifiedCoordinate: positiveInteger
Conversion < AbstractGeneralConversion
  method parameterValue*
method: OperationMethodProperty
parameterValue: AbstractGeneralParameterValueProperty
Transformation < AbstractGeneralTransformation
  method parameterValue*
AbstractGeneralParameterValue abstract < AbstractObject
type AbstractGeneralParameterValueProperty
  AbstractGeneralParameterValue
ParameterValue < AbstractGeneralParameterValue
  ( value | dmsAngleValue | stringValue | integerValue | booleanValue | valueList | integerValueList | valueFile
  )
  operationParameter
value: Measure
stringValue: string
integerValue: positiveInteger
booleanValue: boolean
valueList: MeasureList
integerValueList: integerList
valueFile: anyURI
operationParameter: OperationParameterProperty
ParameterValueGroup < AbstractGeneralParameterValue
  parameterValue{2,} group
group: OperationParameterGroupProperty
OperationMethod < Definition extends IdentifiedObject
  ( formulaCitation | formula ) sourceDimensions? targetDimensions? parameter*
formulaCitation: ( gmd:CI_Citation )? @@AssociationAttributeGroup
formula: Code
sourceDimensions: positiveInteger
targetDimensions: positiveInteger
parameter: AbstractGeneralOperationParameterProperty
AbstractGeneralOperationParameter abstract < Definition extends IdentifiedObject
  minimumOccurs?
minimumOccurs: nonNegativeInteger
OperationParameter < AbstractGeneralOperationParameter
OperationParameterGroup < AbstractGeneralOperationParameter
  maximumOccurs? parameter{2,}
maximumOccurs: positiveInteger

# Coordinate reference systems
AbstractSingleCRS abstract < AbstractCRS: AbstractCRS
AbstractGeneralDerivedCRS abstract < AbstractSingleCRS extends AbstractCRS
  conversion
conversion: GeneralConversionProperty
CompoundCRS < AbstractCRS
  componentReferenceSystem{2,} @@AggregationAttributeGroup
componentReferenceSystem: SingleCRSProperty
GeodeticCRS < AbstractSingleCRS extends AbstractCRS
  ( ellipsoidalCS | cartesianCS | sphericalCS ) geodeticDatum
ellipsoidalCS: EllipsoidalCSProperty
cartesianCS: CartesianCSProperty
sphericalCS: SphericalCSProperty
geodeticDatum: GeodeticDatumProperty
VerticalCRS < AbstractSingleCRS extends AbstractCRS
  verticalCS verticalDatum
verticalCS: VerticalCSProperty
verticalDatum: VerticalDatumProperty
ProjectedCRS < AbstractGeneralDerivedCRS
  ( baseGeodeticCRS | baseGeographicCRS ) cartesianCS
baseGeodeticCRS: GeodeticCRSProperty
DerivedCRS < AbstractGeneralDerivedCRS
  baseCRS derivedCRSType coordinateSystem
baseCRS: SingleCRSProperty
derivedCRSType: CodeWithAuthority
coordinateSystem: CoordinateSystemProperty
EngineeringCRS < AbstractSingleCRS extends AbstractCRS
  ( affineCS | cartesianCS | cylindricalCS | linearCS | polarCS | sphericalCS | userDefinedCS | coordinateSystem
  )
  engineeringDatum
cylindricalCS: CylindricalCSProperty
linearCS: LinearCSProperty
polarCS: PolarCSProperty
userDefinedCS: UserDefinedCSProperty
engineeringDatum: EngineeringDatumProperty
ImageCRS < AbstractSingleCRS extends AbstractCRS
  ( cartesianCS | affineCS | usesObliqueCartesianCS ) imageDatum
affineCS: AffineCSProperty
imageDatum: ImageDatumProperty
TemporalCRS < AbstractSingleCRS extends AbstractCRS
  ( timeCS | usesTemporalCS ) temporalDatum
timeCS: TimeCSProperty
temporalDatum: TemporalDatumProperty
`;
