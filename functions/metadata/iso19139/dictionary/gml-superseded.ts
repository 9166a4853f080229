/** ISO 19136 (GML 3.2): elements of earlier versions that are superseded and still legal. */
export const gmlSuperseded = `
anchorPoint < anchorDefinition: Code
usesPrimeMeridian < primeMeridian: PrimeMeridianProperty
usesEllipsoid < ellipsoid: EllipsoidProperty
AbstractOperation abstract < AbstractSingleOperation: AbstractCoordinateOperation
usesSingleOperation < coordOperation: CoordinateOperationProperty
usesOperation < coordOperation: CoordinateOperationProperty
usesMethod < method: OperationMethodProperty
usesValue < parameterValue: AbstractGeneralParameterValueProperty
dmsAngleValue: DMSAngle
valueOfParameter < operationParameter: OperationParameterProperty
includesValue < parameterValue: AbstractGeneralParameterValueProperty
valuesOfGroup < group: OperationParameterGroupProperty
methodFormula < formula: Code
usesParameter < generalOperationParameter: AbstractGeneralOperationParameterProperty
includesParameter < parameter: AbstractGeneralOperationParameterProperty
usesAxis < axis: CoordinateSystemAxisProperty
TemporalCS < AbstractCoordinateSystem
ObliqueCartesianCS < AbstractCoordinateSystem
definedByConversion < conversion: GeneralConversionProperty
includesSingleCRS < componentReferenceSystem: SingleCRSProperty
usesEllipsoidalCS < ellipsoidalCS: EllipsoidalCSProperty
usesCartesianCS < cartesianCS: CartesianCSProperty
usesSphericalCS < sphericalCS: SphericalCSProperty
usesGeodeticDatum < geodeticDatum: GeodeticDatumProperty
usesVerticalCS < verticalCS: VerticalCSProperty
usesVerticalDatum < verticalDatum: VerticalDatumProperty
baseGeographicCRS: GeographicCRSProperty
usesCS < coordinateSystem: CoordinateSystemProperty
usesEngineeringDatum < engineeringDatum: EngineeringDatumProperty
usesAffineCS < affineCS: AffineCSProperty
usesImageDatum < imageDatum: ImageDatumProperty
usesObliqueCartesianCS: ObliqueCartesianCSProperty
usesTimeCS < timeCS: TimeCSProperty
usesTemporalCS: TemporalCSProperty
usesTemporalDatum < temporalDatum: TemporalDatumProperty
GeographicCRS < AbstractSingleCRS extends AbstractCRS
  usesEllipsoidalCS usesGeodeticDatum
GeocentricCRS < AbstractSingleCRS extends AbstractCRS
  ( usesCartesianCS | usesSphericalCS ) usesGeodeticDatum
type DMSAngle
  degrees ( decimalMinutes | ( minutes seconds? ) )?
degrees: Degrees
type Degrees = DegreeValue
  @direction?: {N E S W + -}
decimalMinutes: DecimalMinutes
minutes: ArcMinutes
seconds: ArcSeconds
attribute remoteSchema: anyURI
type StringOrRef = string
  @@AssociationAttributeGroup
metaDataProperty: MetaDataProperty
type MetaDataProperty
  ( AbstractMetaData )? @@AssociationAttributeGroup @about?: anyURI
AbstractMetaData abstract < AbstractObject mixed
  @id?
GenericMetaData < AbstractMetaData mixed
  any*
coordinates: Coordinates
pointRep: PointProperty
DefinitionCollection < Definition: Dictionary
definitionMember < dictionaryEntry: DictionaryEntry
indirectEntry: IndirectEntry
type IndirectEntry
  DefinitionProxy
DefinitionProxy < Definition
  definitionRef
definitionRef: Reference
polygonPatches < patches: SurfacePatchArrayProperty
trianglePatches < patches: SurfacePatchArrayProperty
generalOperationParameter < parameter: AbstractGeneralOperationParameterProperty
`;
