/** ISO 19136 (GML 3.2): temporal primitives, their topology, calendars and clocks. */
export const gmlTime = `
# Instants, periods and durations
AbstractTimeObject abstract < AbstractGML
AbstractTimePrimitive abstract < AbstractTimeObject
  relatedTime*: RelatedTime
type RelatedTime extends TimePrimitiveProperty
  @relativePosition?: {Before After Begins Ends During Equals Contains Overlaps Meets OverlappedBy MetBy BegunBy
  EndedBy}
AbstractTimeGeometricPrimitive abstract < AbstractTimePrimitive
  @frame?: anyURI
TimeInstant < AbstractTimeGeometricPrimitive
  timePosition
TimePeriod < AbstractTimeGeometricPrimitive
  ( beginPosition: TimePosition | begin: TimeInstantProperty )
  ( endPosition: TimePosition | end: TimeInstantProperty )
  %timeLength?
type TimePosition = TimePositionUnion
  @frame?: anyURI @calendarEraName?: string @indeterminatePosition?: TimeIndeterminateValue
timePosition: TimePosition
group timeLength
  ( duration | timeInterval )
duration: duration
timeInterval: TimeIntervalLength
type TimeIntervalLength = decimal
  @unit: TimeUnit @radix?: positiveInteger @factor?: integer

# Temporal topology
AbstractTimeTopologyPrimitive abstract < AbstractTimePrimitive
  complex?: Reference
TimeNode < AbstractTimeTopologyPrimitive
  previousEdge*: TimeEdgeProperty nextEdge*: TimeEdgeProperty position?: TimeInstantProperty
TimeEdge < AbstractTimeTopologyPrimitive
  start: TimeNodeProperty end: TimeNodeProperty extent?: TimePeriodProperty

# Calendars, clocks and ordinal eras
TimeReferenceSystem < Definition
  domainOfValidity: string
TimeCoordinateSystem < TimeReferenceSystem
  ( originPosition: TimePosition | origin: TimeInstantProperty ) interval: TimeIntervalLength
TimeCalendar < TimeReferenceSystem
  referenceFrame+: TimeCalendarEraProperty
TimeCalendarEra extends Definition
  referenceEvent: StringOrRef
  referenceDate: CalDate
  julianReference: decimal
  epochOfUse: TimePeriodProperty
TimeClock < TimeReferenceSystem
  referenceEvent: StringOrRef referenceTime: time utcReference: time dateBasis*: TimeCalendarProperty
TimeOrdinalReferenceSystem < TimeReferenceSystem
  component+: TimeOrdinalEraProperty
TimeOrdinalEra extends Definition
  relatedTime*: RelatedTime
  start?: TimeNodeProperty
  end?: TimeNodeProperty
  extent?: TimePeriodProperty
  member*: TimeOrdinalEraProperty
  group?: Reference
`;
