/** ISO 19136 (GML 3.2): geometries and grids. */
export const gmlGeometry = `
# Positions, points and lines
attributes SRSReferenceGroup
  @srsName?: anyURI @srsDimension?: positiveInteger @@SRSInformationGroup
attributes SRSInformationGroup
  @axisLabels?: NCNameList @uomLabels?: NCNameList
AbstractGeometry abstract < AbstractGML
  @@SRSReferenceGroup
type DirectPosition = doubleList
  @@SRSReferenceGroup
pos: DirectPosition
type DirectPositionList = doubleList
  @@SRSReferenceGroup @count?: positiveInteger
posList: DirectPositionList
group geometricPositionGroup
  ( pos | pointProperty )
group geometricPositionListGroup
  ( posList | %geometricPositionGroup+ )
type Vector restricts DirectPosition
AbstractGeometricPrimitive abstract < AbstractGeometry
Point < AbstractGeometricPrimitive
  ( pos | coordinates )
pointProperty: PointProperty
AbstractCurve abstract < AbstractGeometricPrimitive
type CurveProperty
  ( AbstractCurve )? @@AssociationAttributeGroup @@OwnershipAttributeGroup
type CurveArrayProperty
  ( AbstractCurve )* @@OwnershipAttributeGroup
LineString < AbstractCurve
  ( ( pos | pointProperty | pointRep ){2,} | posList | coordinates )

# Polygons and rings
AbstractSurface abstract < AbstractGeometricPrimitive
type SurfaceProperty
  ( AbstractSurface )? @@AssociationAttributeGroup @@OwnershipAttributeGroup
type SurfaceArrayProperty
  ( AbstractSurface )* @@OwnershipAttributeGroup
Polygon < AbstractSurface
  exterior? interior*
exterior: AbstractRingProperty
interior: AbstractRingProperty
AbstractRing abstract < AbstractObject
type AbstractRingProperty
  AbstractRing
LinearRing < AbstractRing
  ( ( pos | pointProperty | pointRep ){4,} | posList | coordinates )

# Curves, surfaces and solids
Curve < AbstractCurve
  segments
baseCurve: CurveProperty
OrientableCurve < AbstractCurve
  baseCurve @orientation?: Sign
AbstractCurveSegment abstract < AbstractObject
  @numDerivativesAtStart?: integer @numDerivativesAtEnd?: integer @numDerivativeInterior?: integer
type CurveSegmentArrayProperty
  ( AbstractCurveSegment )*
segments: CurveSegmentArrayProperty
LineStringSegment < AbstractCurveSegment
  ( ( pos | pointProperty | pointRep ){2,} | posList | coordinates )
  @interpolation?: CurveInterpolation=linear
ArcString < AbstractCurveSegment
  ( ( pos | pointProperty | pointRep ){3,} | posList | coordinates )
  @interpolation?: CurveInterpolation=circularArc3Points @numArc?: integer
Arc < ArcString restricts ArcString
  ( ( pos | pointProperty | pointRep ){3,3} | posList | coordinates ) @numArc?: integer=1
Circle < Arc
ArcStringByBulge < AbstractCurveSegment
  ( ( pos | pointProperty | pointRep ){2,} | posList | coordinates )
  bulge+: double
  normal+: Vector
  @interpolation?: CurveInterpolation=circularArc2PointWithBulge @numArc?: integer
ArcByBulge < ArcStringByBulge restricts ArcStringByBulge
  ( ( pos | pointProperty | pointRep ){2,2} | posList | coordinates )
  bulge: double
  normal: Vector
  @numArc?: integer=1
ArcByCenterPoint < AbstractCurveSegment
  ( ( pos | pointProperty | pointRep ) | posList | coordinates )
  radius: Length
  startAngle?: Angle
  endAngle?: Angle
  @interpolation?: CurveInterpolation=circularArcCenterPointWithRadius @numArc: integer=1
CircleByCenterPoint < ArcByCenterPoint restricts ArcByCenterPoint
  ( ( pos | pointProperty | pointRep ) | posList | coordinates ) radius: Length
CubicSpline < AbstractCurveSegment
  ( ( pos | pointProperty | pointRep ){2,} | posList | coordinates )
  vectorAtStart: Vector
  vectorAtEnd: Vector
  @interpolation?: CurveInterpolation=cubicSpline @degree?: integer=3
BSpline < AbstractCurveSegment
  ( ( pos | pointProperty | pointRep )* | posList | coordinates )
  degree: nonNegativeInteger
  knot{2,}: KnotProperty
  @interpolation?: CurveInterpolation @isPolynomial?: boolean @knotType?: KnotTypes
type Knot
  value: double multiplicity: nonNegativeInteger weight: double
type KnotProperty
  Knot: Knot
Bezier < BSpline restricts BSpline
  ( ( pos | pointProperty | pointRep )* | posList | coordinates )
  degree: nonNegativeInteger
  knot{2,2}: KnotProperty
  @interpolation?: CurveInterpolation=polynomialSpline @isPolynomial?: boolean=true @knotType-
OffsetCurve < AbstractCurveSegment
  offsetBase: CurveProperty distance: Length refDirection?: Vector
AffinePlacement < AbstractObject
  location: DirectPosition
  refDirection+: Vector
  inDimension: positiveInteger
  outDimension: positiveInteger
Clothoid < AbstractCurveSegment
  refLocation: ( AffinePlacement )
  scaleFactor: decimal
  startParameter: double
  endParameter: double
  @interpolation?: CurveInterpolation=clothoid
GeodesicString < AbstractCurveSegment
  ( posList | %geometricPositionGroup{2,} ) @interpolation?: CurveInterpolation=geodesic
Geodesic < GeodesicString
Surface < AbstractSurface
  patches
baseSurface: SurfaceProperty
OrientableSurface < AbstractSurface
  baseSurface @orientation?: Sign
AbstractSurfacePatch abstract
type SurfacePatchArrayProperty
  ( AbstractSurfacePatch )*
patches: SurfacePatchArrayProperty
PolygonPatch < AbstractSurfacePatch
  exterior? interior* @interpolation?: SurfaceInterpolation=planar
Triangle < AbstractSurfacePatch
  exterior @interpolation?: SurfaceInterpolation=planar
Rectangle < AbstractSurfacePatch
  exterior @interpolation?: SurfaceInterpolation=planar
Ring < AbstractRing
  curveMember+ @@AggregationAttributeGroup
curveMember: CurveProperty
group PointGrid
  rows: ( Row+: ( %geometricPositionListGroup ) )
AbstractParametricCurveSurface abstract < AbstractSurfacePatch
  @@AggregationAttributeGroup
AbstractGriddedSurface abstract < AbstractParametricCurveSurface
  %PointGrid @rows?: integer @columns?: integer
Cone < AbstractGriddedSurface
  @horizontalCurveType?: CurveInterpolation=circularArc3Points @verticalCurveType?: CurveInterpolation=linear
Cylinder < AbstractGriddedSurface
  @horizontalCurveType?: CurveInterpolation=circularArc3Points @verticalCurveType?: CurveInterpolation=linear
Sphere < AbstractGriddedSurface
  @horizontalCurveType?: CurveInterpolation=circularArc3Points @verticalCurveType?:
  CurveInterpolation=circularArc3Points
PolyhedralSurface < Surface: Surface
TriangulatedSurface < Surface: Surface
Tin < TriangulatedSurface extends Surface
  stopLines*: LineStringSegmentArrayProperty
  breakLines*: LineStringSegmentArrayProperty
  maxLength: Length
  controlPoint: ( posList | %geometricPositionGroup{3,} )
type LineStringSegmentArrayProperty
  ( LineStringSegment )*
AbstractSolid abstract < AbstractGeometricPrimitive
type SolidProperty
  ( AbstractSolid )? @@AssociationAttributeGroup @@OwnershipAttributeGroup
type SolidArrayProperty
  ( AbstractSolid )* @@OwnershipAttributeGroup
Solid < AbstractSolid
  exterior?: ShellProperty interior*: ShellProperty
Shell < AbstractObject
  surfaceMember+ @@AggregationAttributeGroup
surfaceMember: SurfaceProperty
type ShellProperty
  Shell

# Aggregates
AbstractGeometricAggregate abstract < AbstractGeometry
  @@AggregationAttributeGroup
MultiGeometry < AbstractGeometricAggregate
  geometryMember* geometryMembers?
geometryMember: GeometryProperty
geometryMembers: GeometryArrayProperty
MultiPoint < AbstractGeometricAggregate
  pointMember* pointMembers?
pointMember: PointProperty
pointMembers: PointArrayProperty
MultiCurve < AbstractGeometricAggregate
  curveMember* curveMembers?
curveMembers: CurveArrayProperty
MultiSurface < AbstractGeometricAggregate
  surfaceMember* surfaceMembers?
surfaceMembers: SurfaceArrayProperty
MultiSolid < AbstractGeometricAggregate
  solidMember* solidMembers?
solidMember: SolidProperty
solidMembers: SolidArrayProperty

# Composites and complexes
GeometricComplex < AbstractGeometry
  element+: GeometricPrimitiveProperty @@AggregationAttributeGroup
CompositeCurve < AbstractCurve
  curveMember+ @@AggregationAttributeGroup
CompositeSurface < AbstractSurface
  surfaceMember+ @@AggregationAttributeGroup
CompositeSolid < AbstractSolid
  solidMember+ @@AggregationAttributeGroup

# Grids
Grid < AbstractImplicitGeometry extends AbstractGeometry
  limits: GridLimits ( axisLabels: NCNameList | axisName+: string ) @dimension: positiveInteger
AbstractImplicitGeometry abstract < AbstractGeometry: AbstractGeometry
type GridLimits
  GridEnvelope: GridEnvelope
type GridEnvelope
  low: integerList high: integerList
RectifiedGrid < Grid
  origin: PointProperty offsetVector+: Vector
`;
