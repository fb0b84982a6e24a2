public import Commons

/// How large a face is: 44, 32 or 96 pixels.
public enum AvatarSize: Sendable { case medium, small, large }

/// The face of an account that has no picture: a hue and one of six shapes from its key, and its initials. Round for
/// people, rounded square for organisations. Hidden from screen readers, because the name always stands beside it.
public func avatar(id: Int64, name: String, isOrganisation: Bool, size: AvatarSize = .medium) -> Markup {
  let (hue, shape) = hueAndShape(of: id)
  return """
    <svg class="avatar\(if: isOrganisation, " org")\(sizeClass(size))" viewBox="0 0 40 40" aria-hidden="true">\
    <rect class="\(hue.name)" width="40" height="40"/>\(shape)<text x="20" y="25.5">\(initials(of: name))</text></svg>
    """
}

/// The same face as a drawing that stands alone (SVG, 40 by 40), for programs that show no pages. It fills its square: they round it themselves.
/// Latin initials are drawn, so that they are there on a server without fonts; those of other scripts need one that has them.
public func avatarDrawing(id: Int64, name: String) -> Markup {
  let (hue, shape) = hueAndShape(of: id)
  let letters = initials(of: name)
  let written: Markup =
    DrawnLetters.centred(letters) ?? """
      <text x="20" y="25.5" font-family="Liberation Sans,Noto Sans,DejaVu Sans,sans-serif" font-weight="700" font-size="15" fill="#fff" \
      text-anchor="middle">\(letters)</text>
      """
  return """
    <svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40"><rect fill="\(hue.colour)" width="40" height="40"/>\
    \(shape)\(written)</svg>
    """
}

/// What programs show for a group that nobody outside may know of: three heads, the same for each.
public let groupDrawing: Markup = """
  <svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40"><rect fill="#4a35c4" width="40" height="40"/>\
  <g fill="#fff"><circle cx="11" cy="17" r="4" opacity=".7"/><path d="M4 31c0-5 3-8 7-8s7 3 7 8z" opacity=".7"/>\
  <circle cx="29" cy="17" r="4" opacity=".7"/><path d="M22 31c0-5 3-8 7-8s7 3 7 8z" opacity=".7"/>\
  <circle cx="20" cy="14" r="5"/><path d="M11 32c0-7 4-10 9-10s9 3 9 10z"/></g></svg>
  """

/// The band over a profile, for programs that want a picture there: the colours of our own bands (SVG, 1500 by 500).
public let bandDrawing: Markup = """
  <svg xmlns="http://www.w3.org/2000/svg" width="1500" height="500" viewBox="0 0 1500 500"><rect fill="#ece9fc" width="1500" height="500"/>\
  <circle cx="1380" cy="575" r="260" fill="#fcefcf"/><circle cx="1140" cy="-150" r="310" fill="#fbe6ef"/>\
  <circle cx="90" cy="30" r="170" fill="#dcf2ec"/></svg>
  """

private func hueAndShape(of id: Int64) -> (hue: (name: Markup, colour: Markup), shape: Markup) {
  let hash = scattered(UInt64(bitPattern: id))
  return (hues[Int(hash % UInt64(hues.count))], shapes[Int((hash >> 32) % UInt64(shapes.count))])
}

/// The face of an account, with its picture where it has one.
/// - Parameter picture: the address of a picture of 96 pixels, or nil.
public func avatar(id: Int64, name: String, isOrganisation: Bool, picture: String?, size: AvatarSize = .medium)
  -> Markup
{
  guard let picture, !picture.isEmpty else {
    return avatar(id: id, name: name, isOrganisation: isOrganisation, size: size)
  }
  return """
    <img class="avatar\(if: isOrganisation, " org")\(sizeClass(size))" src="\
    \(picture)" alt="" width="96" height="96" loading="lazy" decoding="async">
    """
}

public func avatar<Of>(
  id: Key<Of>, name: String, isOrganisation: Bool = false, picture: String? = nil, size: AvatarSize = .medium
) -> Markup {
  avatar(id: id.value, name: name, isOrganisation: isOrganisation, picture: picture, size: size)
}

private func sizeClass(_ size: AvatarSize) -> Markup {
  switch size {
  case .medium: .empty
  case .small: " s"
  case .large: " l"
  }
}

/// The classes of the stylesheet, and what they are on a light page.
private let hues: [(name: Markup, colour: Markup)] = [
  ("violet", "#4a35c4"), ("teal", "#0a6a5f"), ("tomato", "#b5321a"), ("amber", "#85500a"), ("blue", "#1a5da6"),
  ("rose", "#a3245e"),
]

private let shapes: [Markup] = [
  "<circle cx=\"34\" cy=\"6\" r=\"14\" fill=\"#fff\" opacity=\".16\"/>",
  "<path d=\"M0 40 40 0v40z\" fill=\"#fff\" opacity=\".13\"/>",
  "<circle cx=\"20\" cy=\"20\" r=\"13\" fill=\"#fff\" opacity=\".14\"/>",
  "<circle cx=\"4\" cy=\"38\" r=\"17\" fill=\"#fff\" opacity=\".15\"/>",
  "<path d=\"M0 27h40v13H0z\" fill=\"#fff\" opacity=\".15\"/>",
  "<path d=\"M0 0h40L0 26z\" fill=\"#fff\" opacity=\".14\"/>",
]

/// SplitMix64's finaliser (Steele, Lea, Flood 2014): keys that follow each other get different faces.
private func scattered(_ value: UInt64) -> UInt64 {
  var mixed = value &+ 0x9e37_79b9_7f4a_7c15
  mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
  return mixed ^ (mixed >> 31)
}

/// The first letters of the first and the last word: `Amina Yusuf` is `AY`. Words that start with neither a letter nor
/// a digit do not count.
func initials(of name: String) -> String {
  var first: Unicode.Scalar?
  var last: Unicode.Scalar?
  var isInWord = false
  for scalar in name.unicodeScalars {
    if scalar == " " {
      isInWord = false
    } else if !isInWord, isLetterOrDigit(scalar) {
      isInWord = true
      if first == nil { first = scalar } else { last = scalar }
    }
  }
  guard let first else { return "?" }
  return upperCase(first) + (last.map { upperCase($0) } ?? "")
}

private func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII {
    return (scalar.value | 32 >= 97 && scalar.value | 32 <= 122) || (scalar.value >= 48 && scalar.value <= 57)
  }
  return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
}

private func upperCase(_ scalar: Unicode.Scalar) -> String {
  if scalar.isASCII { return String(Character(scalar.value >= 97 ? Unicode.Scalar(UInt8(scalar.value - 32)) : scalar)) }
  return scalar.properties.uppercaseMapping
}
