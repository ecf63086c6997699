package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.broadcast.BroadcastClient;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Observed;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.conec.impl.wire.PresenceControl.Peers;

/**
 * Dispatches the messages of the Coordinator to the parts of a client. Confined to the event loop.
 */
record CoordinatorMessages(CoordinatorConnection coordinator, ChannelAcceptor acceptor, Channels channels,
  BroadcastClient broadcasts,
                           PeerWatch peers, ClientCertificateMonitor certificates, OwnAddresses addresses) {

  void dispatch(ControlMessage message) {
    if (message instanceof Introduce introduce) {
      acceptor.introduce(introduce);
    } else if (message instanceof Observed seen) {
      addresses.observed(seen.address());
    } else if (message instanceof ChannelClosed channelClosed) {
      channels.closedByCoordinator(channelClosed);
    } else if (message instanceof CutOff cutOff) {
      broadcasts.cutOff(cutOff);
    } else if (message instanceof Peers changes) {
      peers.peers(changes);
    } else if (message instanceof Welcome again) {
      certificates.trust(again.peerTrust());
    } else {
      coordinator.onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " does not belong on a Coordinator connection"));
    }
  }
}
