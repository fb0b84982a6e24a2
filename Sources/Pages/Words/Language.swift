/// A language that the site itself speaks: its buttons, labels and messages. What people write may be in any language
/// (`SpokenLanguage`).
public enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case welsh = "cy"

  /// The language's name in itself.
  public var ownName: String {
    switch self {
    case .english: "English"
    case .welsh: "Cymraeg"
    }
  }

  /// What goes into `<html lang>`.
  var tag: String {
    switch self {
    case .english: "en-GB"
    case .welsh: "cy"
    }
  }

  /// The language for a visitor: the one they chose (kept in a cookie), or else the one their browser likes best (RFC
  /// 9110 section 12.5.4), or else English.
  public static func choose(acceptLanguage: String?, cookie: String?) -> Language {
    if let cookie, let chosen = Language(rawValue: cookie) { return chosen }
    guard let acceptLanguage, acceptLanguage.utf8.count < 1000 else { return .english }
    var best: (language: Language, quality: Double)?
    for item in acceptLanguage.split(separator: ",") {
      let parts = item.split(separator: ";")
      guard let range = parts.first?.filter({ $0 != " " }).lowercased() else { continue }
      guard let language = Language(rawValue: String(range.prefix { $0 != "-" })) else { continue }
      var quality = 1.0
      for part in parts.dropFirst() {
        let parameter = part.filter { $0 != " " }
        if parameter.hasPrefix("q=") { quality = Double(parameter.dropFirst(2)) ?? 0 }
      }
      if quality > best?.quality ?? 0 { best = (language, quality) }
    }
    return best?.language ?? .english
  }
}

/// A language that people here write in.
public struct SpokenLanguage: Sendable, Hashable {
  /// The shortest ISO 639 code, as it goes into `lang`.
  public let code: String
  /// The language's name in itself.
  public let name: String
  let isRightToLeft: Bool

  private init(_ code: String, _ name: String, isRightToLeft: Bool = false) {
    self.code = code
    self.name = name
    self.isRightToLeft = isRightToLeft
  }

  /// The languages offered where somebody says what language they write in: those of these islands first, then
  /// others that are spoken here, by code, with their own names.
  public static let all: [SpokenLanguage] = [
    .init("en", "English"), .init("cy", "Cymraeg"), .init("ga", "Gaeilge"), .init("gd", "Gàidhlig"),
    .init("sco", "Scots"), .init("kw", "Kernewek"), .init("bfi", "British Sign Language"),
    .init("am", "አማርኛ"), .init("ar", "العربية", isRightToLeft: true), .init("bg", "Български"),
    .init("bn", "বাংলা"), .init("ckb", "کوردیی ناوەندی", isRightToLeft: true),
    .init("cs", "Čeština"), .init("de", "Deutsch"), .init("el", "Ελληνικά"), .init("es", "Español"),
    .init("fa", "فارسی", isRightToLeft: true), .init("fr", "Français"), .init("gu", "ગુજરાતી"),
    .init("he", "עברית", isRightToLeft: true), .init("hi", "हिन्दी"), .init("hr", "Hrvatski"),
    .init("hu", "Magyar"), .init("it", "Italiano"), .init("ja", "日本語"), .init("ko", "한국어"),
    .init("ku", "Kurdî"), .init("lt", "Lietuvių"), .init("lv", "Latviešu"), .init("ml", "മലയാളം"),
    .init("ne", "नेपाली"), .init("nl", "Nederlands"), .init("pa", "ਪੰਜਾਬੀ"), .init("pl", "Polski"),
    .init("ps", "پښتو", isRightToLeft: true), .init("pt", "Português"), .init("rmy", "Romani"),
    .init("ro", "Română"), .init("ru", "Русский"), .init("si", "සිංහල"), .init("sk", "Slovenčina"),
    .init("so", "Soomaali"), .init("sq", "Shqip"), .init("sr", "Српски"), .init("sw", "Kiswahili"),
    .init("ta", "தமிழ்"), .init("te", "తెలుగు"), .init("ti", "ትግርኛ"), .init("tl", "Tagalog"),
    .init("tr", "Türkçe"), .init("uk", "Українська"), .init("ur", "اردو", isRightToLeft: true),
    .init("vi", "Tiếng Việt"), .init("yi", "ייִדיש", isRightToLeft: true), .init("yo", "Yorùbá"),
    .init("zh", "中文"),
  ]

  private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

  /// The language with a code, if it is one of `all`.
  public static func named(_ code: String) -> SpokenLanguage? { byCode[code] }
}
