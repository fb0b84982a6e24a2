public import Commons

extension Password {
  /// Whether a new password may be used: 8 to 200 characters, and not one that is tried first. No rule about capitals
  /// or symbols, which only make people choose `Password1!` (NIST SP 800-63B, section 5.1.1.2).
  ///
  /// - Parameters:
  ///   - field: the form field that the problem is about.
  ///   - avoiding: what others know about the person and the site: handle, e-mail address, name, the site's name.
  /// - Throws: a `Refusal` of kind `invalid`, in words that say how to mend it.
  public static func check(_ typed: String, field: String = "password", avoiding: [String] = []) throws(Refusal) {
    guard typed.utf8.count <= mostBytes, typed.count <= 200 else { throw tooLong(field) }
    guard typed.count >= 8 else {
      throw .invalid(field, "Use at least 8 characters. Three or four words together work well.")
    }
    switch Guess(typed, avoiding: avoiding).weakness {
    case nil: return
    case .repeated:
      throw .invalid(field, "This password repeats the same few characters. Choose one that is harder to guess.")
    case .run:
      throw .invalid(field, "This password follows the keys or the alphabet. Choose one that is harder to guess.")
    case .number: throw .invalid(field, "This password is only a short number or a date. Add some words to it.")
    case .common: throw .invalid(field, "Many people use a password like this one. Choose one that is harder to guess.")
    case .known:
      throw .invalid(
        field, "This password is almost the same as a name or address that others can see. Choose another one.")
    }
  }

  static func tooLong(_ field: String) -> Refusal { .invalid(field, "A password has at most 200 characters.") }
}

/// What a person who guesses passwords would try first, as rules instead of a list of leaked passwords.
struct Guess {
  enum Weakness { case repeated, run, number, common, known }
  let weakness: Weakness?

  init(_ typed: String, avoiding: [String]) {
    let plain = Array(typed.lowercased().unicodeScalars)
    if Guess.repeats(plain) {
      weakness = .repeated
    } else if Guess.charactersOutsideRuns(plain) <= 2 {
      weakness = .run
    } else if plain.count < 12, plain.allSatisfy({ "0123456789-/. ".unicodeScalars.contains($0) }) {
      weakness = .number
    } else if Guess.isMostly(plain, Guess.partsOfKnown(avoiding)) {
      weakness = .known
    } else if Guess.isMostly(plain, Guess.commonWords) {
      weakness = .common
    } else {
      weakness = nil
    }
  }

  /// Three different characters or fewer, or one block of up to four again and again: `aaaaaaaa`, `abababab`,
  /// `1984198419841984`.
  private static func repeats(_ text: [Unicode.Scalar]) -> Bool {
    if Set(text).count <= 3 { return true }
    return (1...4).contains { period in text.indices.dropFirst(period).allSatisfy { text[$0] == text[$0 - period] } }
  }

  /// How many characters are left when every run of three or more neighbours on a keyboard or in the alphabet is taken
  /// out.
  private static func charactersOutsideRuns(_ text: [Unicode.Scalar]) -> Int {
    var outside = 0
    var start = 0
    while start < text.count {
      var length = 1
      for row in rows {
        guard let place = row.firstIndex(of: text[start]) else { continue }
        for step in [1, -1] {
          var next = 1
          while start + next < text.count, row.indices.contains(place + next * step),
            row[place + next * step] == text[start + next]
          {
            next += 1
          }
          length = max(length, next)
        }
      }
      if length < 3 {
        outside += 1
        length = 1
      }
      start += length
    }
    return outside
  }

  /// Whether one or two words of `list` make up the text, but for three letters and eight characters in all. Three
  /// words together are let through: that is a good password.
  private static func isMostly(_ text: [Unicode.Scalar], _ list: Set<[Unicode.Scalar]>) -> Bool {
    let untilLastLetter = Array(text.prefix(1 + (text.lastIndex(where: \.properties.isAlphabetic) ?? -1)))
    // As typed, and with figures read as letters: `passw0rd`, where those at the end may be figures after all:
    // `passw0rd123456`.
    return [text, text.map(asLetter), untilLastLetter.map(asLetter)].contains { reading in
      let letters = reading.filter(\.properties.isAlphabetic)
      // The most letters that one word covers, and two words, up to each place.
      var one = [0]
      var two = [0]
      for end in letters.indices.map({ $0 + 1 }) {
        var (bestOne, bestTwo) = (one[end - 1], two[end - 1])
        for length in 3...20 where length <= end && list.contains(Array(letters[(end - length)..<end])) {
          bestOne = max(bestOne, length)
          bestTwo = max(bestTwo, length + one[end - length])
        }
        one.append(bestOne)
        two.append(bestTwo)
      }
      let covered = two[letters.count]
      return covered > 0 && letters.count - covered <= 3 && text.count - covered <= 8
    }
  }

  /// The names in an address or a name, whole and in parts: `amina.yusuf@example.org` gives amina, yusuf, aminayusuf,
  /// example.
  private static func partsOfKnown(_ known: [String]) -> Set<[Unicode.Scalar]> {
    var parts: Set<[Unicode.Scalar]> = []
    for text in known {
      for side in text.lowercased().unicodeScalars.split(separator: "@") {
        let words = side.split { !$0.properties.isAlphabetic }.map(Array.init)
        for word in words + [words.flatMap(\.self)] where word.count >= 3 { parts.insert(Array(word.prefix(20))) }
      }
    }
    return parts
  }

  // Figures and signs that stand for letters.
  private static func asLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "0": "o"
    case "1", "!": "i"
    case "3", "€": "e"
    case "4", "@": "a"
    case "5", "$": "s"
    case "7": "t"
    case "|": "l"
    default: scalar
    }
  }

  // Rows of a keyboard (British, German, French), its first columns, the number pad, the alphabet and the digits.
  private static let rows: [[Unicode.Scalar]] = [
    "qwertyuiop[]", "asdfghjkl;'#", "zxcvbnm,./", "qwertzuiopü", "azertyuiop", "yxcvbnm", "1234567890-=",
    "!\"£$%^&*()_+", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;", "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp", "741852963", "147258369", "159357", "789456123", "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
  ].map { Array($0.unicodeScalars) }

  // Our own list of the words that passwords are made from most: a word, perhaps a second one, and figures and signs
  // around them.
  private static let commonWords: Set<[Unicode.Scalar]> = {
    let words = """
      password passwort passphrase pass word secret letmein login logon welcome enter access admin administrator user
      guest test testing default changeme change temp master root system server computer internet hello goodbye qwerty
      qwertz azerty asdf zxcv abc xyz love iloveyou lovely mylove baby babe honey sweet heart angel princess queen king
      prince lord lady girl boy friend friends family mother father mum dad sister brother summer winter spring autumn
      monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
      october november december football soccer rugby cricket tennis hockey baseball golf arsenal chelsea liverpool
      everton united city rovers celtic rangers spurs tottenham villa leeds newcastle manchester london cardiff swansea
      wales cymru scotland england britain ireland birmingham bristol glasgow edinburgh belfast monkey dragon tiger lion
      eagle wolf horse dolphin dog cat kitten puppy bear rabbit butterfly shadow sunshine rainbow flower orange banana
      apple cherry pepper ginger cookie chocolate coffee pizza cheese biscuit superman batman spiderman pokemon starwars
      matrix hunter killer ninja warrior ranger soldier pirate wizard magic music guitar piano freedom liberty peace
      trust happy smile lucky star moon sun blue red green yellow black white purple silver gold golden diamond crystal
      michael michelle jennifer jessica jordan charlie thomas james john robert daniel andrew george william harry
      oliver jack sophie emily olivia amelia chloe mohammed ahmed fatima maria ashley nicole samantha elizabeth victoria
      please whatever nothing money business office work school college student teacher doctor nurse phone mobile google
      facebook twitter amazon microsoft windows christmas easter holiday birthday jesus christ god bless forever always
      never again council community charity carer service services policy guerilla forum
      """
    return Set(words.split { $0 == " " || $0 == "\n" }.map { Array($0.unicodeScalars) })
  }()
}
