/** A simple type: facets on a base, a list of items, or a union of types. */
export interface SimpleType {
  readonly base?: string;
  readonly values?: readonly string[];
  readonly pattern?: string;
  readonly minInclusive?: string;
  readonly maxInclusive?: string;
  readonly maxExclusive?: string;
  /** The item type of a list. */
  readonly list?: string;
  /** Member types, by name or inline, in the order in which they are tried. */
  readonly union?: readonly (string | SimpleType)[];
}

const OTHER: SimpleType = { pattern: String.raw`other:\w{2,}` };

/** Simple types of ISO/TS 19139 itself. */
export const gcoSimpleTypes: Readonly<Record<string, SimpleType>> = {
  Date_Type: { union: ['date', 'gYearMonth', 'gYear'] },
};

/** Simple types of ISO 19136 (GML 3.2). */
export const gmlSimpleTypes: Readonly<Record<string, SimpleType>> = {
  NilReasonType: { union: ['NilReasonEnumeration', 'anyURI'] },
  NilReasonEnumeration: {
    union: [{ values: ['inapplicable', 'missing', 'template', 'unknown', 'withheld'] }, OTHER],
  },
  SignType: { values: ['-', '+'] },
  AggregationType: { values: ['set', 'bag', 'sequence', 'array', 'record', 'table'] },
  doubleList: { list: 'double' },
  integerList: { list: 'integer' },
  NCNameList: { list: 'NCName' },
  UomIdentifier: { union: ['UomSymbol', 'UomURI'] },
  UomSymbol: { pattern: String.raw`[^: \n\r\t]+` },
  UomURI: { base: 'anyURI', pattern: String.raw`([a-zA-Z][a-zA-Z0-9\-\+\.]*:|\.\./|\./|#).*` },
  CalDate: { union: ['date', 'gYearMonth', 'gYear'] },
  TimePositionUnion: { union: ['CalDate', 'time', 'dateTime', 'anyURI', 'decimal'] },
  TimeIndeterminateValueType: { values: ['after', 'before', 'now', 'unknown'] },
  TimeUnitType: { union: [{ values: ['year', 'month', 'day', 'hour', 'minute', 'second'] }, OTHER] },
  CurveInterpolationType: {
    values: [
      ...['linear', 'geodesic', 'circularArc3Points', 'circularArc2PointWithBulge'],
      ...['circularArcCenterPointWithRadius', 'elliptical', 'clothoid', 'conic'],
      ...['polynomialSpline', 'cubicSpline', 'rationalSpline'],
    ],
  },
  SurfaceInterpolationType: {
    values: [
      ...['none', 'planar', 'spherical', 'elliptical', 'conic', 'tin', 'parametricCurve'],
      ...['polynomialSpline', 'rationalSpline', 'triangulatedSpline'],
    ],
  },
  KnotTypesType: { values: ['uniform', 'quasiUniform', 'piecewiseBezier'] },
  DegreeValueType: { base: 'nonNegativeInteger', maxInclusive: '359' },
  DecimalMinutesType: { base: 'decimal', minInclusive: '0.00', maxExclusive: '60.00' },
  ArcMinutesType: { base: 'nonNegativeInteger', maxInclusive: '59' },
  ArcSecondsType: { base: 'decimal', minInclusive: '0.00', maxExclusive: '60.00' },
};
