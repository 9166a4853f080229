/** ISO 19136 (GML 3.2): objects, definitions, units and measures. */
export const gmlBasics = `
# Codes and measures
type Code = string
  @codeSpace?: anyURI
type CodeWithAuthority restricts Code
  @codeSpace: anyURI
type Measure = double
  @uom: UomIdentifier
type Coordinates = string
  @decimal?: string @cs?: string @ts?: string
type MeasureList = doubleList
  @uom: UomIdentifier

# Objects and their standard properties
AbstractObject abstract: anyType
AbstractGML abstract < AbstractObject
  %StandardObjectProperties @id
group StandardObjectProperties
  metaDataProperty* description? descriptionReference? identifier? name*
attributes AssociationAttributeGroup
  @@simpleLink @nilReason?: NilReason @remoteSchema?
attributes OwnershipAttributeGroup
  @owns?: boolean
type Reference
  @@OwnershipAttributeGroup @@AssociationAttributeGroup
description: StringOrRef
descriptionReference: Reference
name: Code
identifier: CodeWithAuthority
attribute id: ID
type AbstractMember abstract
  @@OwnershipAttributeGroup
attributes AggregationAttributeGroup
  @aggregationType?: Aggregation

# Definitions and dictionaries
Definition < AbstractGML extends DefinitionBase
  remarks?
type DefinitionBase restricts AbstractGML
  metaDataProperty* description? descriptionReference? identifier name* @id
remarks: string
Dictionary < Definition
  ( dictionaryEntry | indirectEntry )* @@AggregationAttributeGroup
dictionaryEntry: DictionaryEntry
type DictionaryEntry extends AbstractMember
  ( Definition )? @@AssociationAttributeGroup

# Units of measure
type UnitOfMeasure
  @uom: UomIdentifier
UnitDefinition < Definition
  quantityType? quantityTypeReference? catalogSymbol?
quantityType: StringOrRef
quantityTypeReference: Reference
catalogSymbol: Code
BaseUnit < UnitDefinition
  unitsSystem: Reference
DerivedUnit < UnitDefinition
  derivationUnitTerm+
derivationUnitTerm: DerivationUnitTerm
type DerivationUnitTerm extends UnitOfMeasure
  @exponent?: integer
ConventionalUnit < UnitDefinition
  ( conversionToPreferredUnit | roughConversionToPreferredUnit ) derivationUnitTerm*
conversionToPreferredUnit: ConversionToPreferredUnit
roughConversionToPreferredUnit: ConversionToPreferredUnit
type ConversionToPreferredUnit extends UnitOfMeasure
  ( factor: double | formula: Formula )
type Formula
  a?: double b: double c: double d?: double

# Measures of a quantity
type Length = Measure
type Scale = Measure
type Angle = Measure
`;
