/** ISO/TS 19103 basic types as ISO/TS 19139 encodes them (namespace gco). */
export const gco = `
# Objects and references to them
Object abstract datatype
  @@ObjectIdentification
property ObjectReference

# Names, numbers, texts and measures
TypeName
  aName: CharacterString
MemberName
  aName: CharacterString
  attributeType: TypeName
Multiplicity
  range+: MultiplicityRange
MultiplicityRange
  lower: Integer
  upper: UnlimitedInteger
Measure: gml:Measure
Length < Measure: gml:Length
Angle < Measure: gml:Angle
Scale < Measure: gml:Scale
Distance < Length: gml:Length
CharacterString: string
Boolean: boolean
GenericName abstract: gml:Code
LocalName < GenericName: gml:Code
ScopedName < GenericName: gml:Code
property UomAngle ( gml:UnitDefinition )
property UomLength ( gml:UnitDefinition )
property UomScale ( gml:UnitDefinition )
property UnitOfMeasure ( gml:UnitDefinition )
property UomArea ( gml:UnitDefinition )
property UomVelocity ( gml:UnitDefinition )
property UomTime ( gml:UnitDefinition )
property UomVolume ( gml:UnitDefinition )
DateTime: dateTime
Date nillable: Date_Type
property Date byValue ( Date | DateTime )
property Number byValue ( Real | Decimal | Integer )
Decimal: decimal
Real: double
Integer: integer
UnlimitedInteger nillable = nonNegativeInteger
  @isInfinite?: boolean
Record: anyType
RecordType = string
  @@simpleLink
Binary = string
  @src?: anyURI
`;

/** ISO 19107 geometry as metadata refers to it (namespace gss). */
export const gss = `
property GM_Point ( gml:Point )
property GM_Object ( gml:AbstractGeometry )
`;

/** ISO 19108 time as metadata refers to it (namespace gts). */
export const gts = `
property TM_Primitive ( gml:AbstractTimePrimitive )
TM_PeriodDuration: duration
`;

/** ISO 19111 reference systems as metadata refers to them (namespace gsr). */
export const gsr = `
property SC_CRS ( gml:AbstractCRS )
`;
