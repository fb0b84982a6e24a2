public import Commons
public import Storehouse

extension Invitations {
  /// Takes back what someone who is erased had made.
  public static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    try InvitationStore.forget(account, in: tx)
  }
}
