/// Who may see a post. The raw value is what the store keeps.
public enum Audience: Int, Sendable, CaseIterable {
  case everyone = 0, members = 1, followers = 2, group = 3, named = 4
}
