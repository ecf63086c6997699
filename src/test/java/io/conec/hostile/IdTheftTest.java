package io.conec.hostile;

import io.conec.ConecError;
import io.conec.impl.identity.Certificates;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** No client gets an id whose holder is connected, whatever happens during the challenge. */
class IdTheftTest {

  /** The connection that is asked is replaced by the reconnecting holder, so its ping fails. */
  @Test
  void theHolderReconnectsWhileItsOldConnectionIsAsked() throws InterruptedException {
    RawIdentity identity = RawIdentity.of("holder");
    try (Victims victims = new Victims(); RawClient old = RawClient.connect(identity, victims.port());
         RawClient thief = RawClient.connect(RawIdentity.of("holder"), victims.port());
         RawClient again = RawClient.connect(identity, victims.port())) {
      old.hello("holder");
      thief.control().write(RawFrame.hello("holder"));
      old.control().expect(RawFrame.PING);
      again.hello("holder");

      old.connection().expectClose(ConecError.REPLACED.code());
      thief.connection().expectClose(ConecError.ID_IN_USE.code());
      assertEquals(1, again.control().write(RawFrame.ping(1)).expect(RawFrame.PONG).getLong("request"));
      assertTrue(victims.net.coordinator().clients().stream().anyMatch(client -> client.getId().equals("holder")
        && client.getFingerprint().equals(Certificates.fingerprint(identity.certificate()))));
      victims.assertServed();
    }
  }

  /** A thief has no use of the time between the end of the asked connection and the return of the holder. */
  @Test
  void theHolderRestartsWhileItsOldConnectionIsAsked() throws InterruptedException {
    RawIdentity identity = RawIdentity.of("holder");
    try (Victims victims = new Victims(); RawClient old = RawClient.connect(identity, victims.port());
         RawClient thief = RawClient.connect(RawIdentity.of("holder"), victims.port());
         RawClient anew = RawClient.connect(identity, victims.port())) {
      old.hello("holder");
      thief.control().write(RawFrame.hello("holder"));
      old.control().expect(RawFrame.PING);
      anew.control().write(RawFrame.hello("holder", "anew")).expect(RawFrame.WELCOME);

      old.connection().expectClose(ConecError.REPLACED.code());
      thief.connection().expectClose(ConecError.ID_IN_USE.code());
      assertEquals(1, anew.control().write(RawFrame.ping(1)).expect(RawFrame.PONG).getLong("request"));
      victims.assertServed();
    }
  }

  @Test
  void anIdThatItsHolderGaveUpIsFree() throws InterruptedException {
    try (Victims victims = new Victims(); RawClient holder = RawClient.join("holder", victims.port());
         RawClient other = RawClient.connect(RawIdentity.of("holder"), victims.port())) {
      other.control().write(RawFrame.hello("holder"));
      holder.control().expect(RawFrame.PING);
      holder.connection().close(0, "");
      other.control().expect(RawFrame.WELCOME);
      victims.assertServed();
    }
  }
}
