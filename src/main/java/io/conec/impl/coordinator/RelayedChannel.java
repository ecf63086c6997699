package io.conec.impl.coordinator;

/**
 * A channel between two clients. A client can open a channel to itself.
 *
 * @param id        the channel id
 * @param initiator the client that opened it
 * @param acceptor  the client that accepted it
 */
record RelayedChannel(long id, RegisteredClient initiator, RegisteredClient acceptor) {

  RegisteredClient other(RegisteredClient client) {
    return client == initiator ? acceptor : initiator;
  }
}
