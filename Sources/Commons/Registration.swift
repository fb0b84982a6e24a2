/// How people come to have an account here.
public enum Registration: String, Sendable, CaseIterable { case open, approval, invitation }
