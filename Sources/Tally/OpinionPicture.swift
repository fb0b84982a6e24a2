import Deliberation
import Pages

/// The map as a picture: a dot a person, an outline and a letter a group.
struct OpinionPicture {
  private let report: OpinionReport
  private var map: OpinionMap { report.map }

  static let colours = 6
  private static let most = 3000
  private static let width = 1000.0
  private static let margin = 60.0

  init(_ report: OpinionReport) { self.report = report }

  /// More people than can be drawn are drawn by their base clusters.
  var isOfClusters: Bool { map.placed.count > Self.most }

  static let style: Markup = """
    :root { --g0: #4a35c4; --g1: #0b7a66; --g2: #b3400e; --g3: #8a1f6f; --g4: #1f5f99; --g5: #6d5c00; }
    @media (prefers-color-scheme: dark) { :root {
      --g0: #b8adff; --g1: #45c3a8; --g2: #ff9e73; --g3: #f08fd6; --g4: #7fbdf2; --g5: #d8c04a;
    } }
    .map { display: block; width: 100%; max-height: 80vh; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; }
    .map .axis { stroke: var(--line); }
    .map circle { fill: currentColor; fill-opacity: .75; }
    .map path { fill: currentColor; fill-opacity: .1; stroke: currentColor; stroke-width: 2; }
    .map text { fill: var(--ink); font-size: 40px; font-weight: 700; text-anchor: middle; paint-order: stroke; stroke: var(--surface); stroke-width: 8px; }
    .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; display: inline-block; width: .8em; height: .8em; border-radius: 50%; background: currentColor; margin-inline-end: .4em; }
    .g0 { color: var(--g0); } .g1 { color: var(--g1); } .g2 { color: var(--g2); }
    .g3 { color: var(--g3); } .g4 { color: var(--g4); } .g5 { color: var(--g5); }
    .keys { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }

    """

  var markup: Markup {
    let frame = Frame(map.placed.map { map.positions[$0] })
    let rows = Dictionary(uniqueKeysWithValues: map.matrix.participants.enumerated().map { ($1, $0) })
    let groups = map.groups.enumerated().markup { place, group in
      let points = group.members.compactMap { member in
        rows[member].map { frame.place(map.positions[$0]) }
      }
      return """
        <g class="g\(place % Self.colours)"><path d="\(Self.path(Hull.around(points)))"></path>\(dots(place, points, frame))</g>
        """
    }
    let letters = map.groups.enumerated().markup { place, group in
      let centre = frame.place(group.centre)
      // Where all stand in one place the letter would hide them.
      let farthest = group.members.compactMap { rows[$0] }.map { map.positions[$0].squaredDistance(to: group.centre) }
        .max()
      let isSmall = (farthest ?? 0).squareRoot() * frame.scale < 40
      return """
        <text x="\(Self.tenths(centre.x))" y="\(Self.tenths(centre.y + (isSmall ? 54 : 14)))">\(report.letter(place))</text>
        """
    }
    let sizes = map.groups.enumerated().map { "\(report.letter($0)) with \($1.members.count)" }
    let middle = frame.place(PlanePoint(x: 0, y: 0))
    return """
      <svg class="map" viewBox="0 0 \(Int(Self.width)) \(Int(frame.height))" role="img" aria-label="Map of \(report.count(map.placed.count, "person", "people")) in \(report.count(map.groups.count, "group")): \(sizes.joined(separator: ", "))">
      <line class="axis" x1="0" x2="\(Int(Self.width))" y1="\(Self.tenths(middle.y))" y2="\(Self.tenths(middle.y))"></line>
      <line class="axis" y1="0" y2="\(Int(frame.height))" x1="\(Self.tenths(middle.x))" x2="\(Self.tenths(middle.x))"></line>
      \(groups)\(letters)
      </svg>
      """
  }

  private func dots(_ place: Int, _ points: [PlanePoint], _ frame: Frame) -> Markup {
    guard isOfClusters else {
      return points.markup { Self.dot($0, radius: 7) }
    }
    return map.base.centres.indices.markup { cluster in
      let centre = map.base.centres[cluster]
      let nearest = map.groups.indices.min {
        map.groups[$0].centre.squaredDistance(to: centre) < map.groups[$1].centre.squaredDistance(to: centre)
      }
      guard nearest == place else { return .empty }
      let share = Double(map.base.sizes[cluster]) / Double(max(1, map.placed.count))
      return Self.dot(frame.place(centre), radius: 3 + 90 * share.squareRoot())
    }
  }

  private static func dot(_ point: PlanePoint, radius: Double) -> Markup {
    """
    <circle cx="\(tenths(point.x))" cy="\(tenths(point.y))" r="\(tenths(radius))"></circle>
    """
  }

  private static func path(_ corners: [PlanePoint]) -> String {
    guard let first = corners.first else { return "" }
    let rest = corners.dropFirst().map { "L\(tenths($0.x)) \(tenths($0.y))" }.joined()
    return "M\(tenths(first.x)) \(tenths(first.y))\(rest)Z"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }

  /// From places on the map to places in the picture; upwards is up.
  private struct Frame {
    let scale: Double
    let left: Double
    let top: Double
    let height: Double

    init(_ points: [PlanePoint]) {
      let (xs, ys) = (points.map(\.x) + [0], points.map(\.y) + [0])
      let (minX, maxX) = (xs.min() ?? 0, xs.max() ?? 0)
      let (minY, maxY) = (ys.min() ?? 0, ys.max() ?? 0)
      let inner = OpinionPicture.width - 2 * OpinionPicture.margin
      let scale = inner / max(maxX - minX, (maxY - minY) / 1.2, 1e-6)
      self.scale = scale
      height = (maxY - minY) * scale + 2 * OpinionPicture.margin
      left = OpinionPicture.margin + (inner - (maxX - minX) * scale) / 2 - minX * scale
      top = OpinionPicture.margin + maxY * scale
    }

    func place(_ point: PlanePoint) -> PlanePoint { PlanePoint(x: left + point.x * scale, y: top - point.y * scale) }
  }
}

/// The least polygon without dents around points (Andrew, Information Processing Letters 9 (1979)).
private enum Hull {
  static func around(_ points: [PlanePoint]) -> [PlanePoint] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted }
    let lower = half(sorted)
    let upper = half(sorted.reversed())
    return lower.dropLast() + upper.dropLast()
  }

  private static func half(_ points: [PlanePoint]) -> [PlanePoint] {
    var chain: [PlanePoint] = []
    for point in points {
      while chain.count > 1, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 { chain.removeLast() }
      chain.append(point)
    }
    return chain
  }

  private static func turn(_ a: PlanePoint, _ b: PlanePoint, _ c: PlanePoint) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  }
}
