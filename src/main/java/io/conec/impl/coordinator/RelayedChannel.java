package io.conec.impl.coordinator;

/**
 * A channel between two members, which may be the same one.
 *
 * @param id        the channel id
 * @param initiator the member that opened it
 * @param acceptor  the member that accepted it
 */
record RelayedChannel(long id, RegisteredClient initiator, RegisteredClient acceptor) {

  RegisteredClient other(RegisteredClient member) {
    return member == initiator ? acceptor : initiator;
  }
}
