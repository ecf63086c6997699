package io.conec.hostile;

import io.conec.ConecError;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Strangers who ask for an id do not use up the allowance of its holder. */
class IdChallengeTest {

  private static final int STRANGERS = 10;

  @Test
  void theHolderIsAskedOnceWhileAPingIsUnderWay() throws InterruptedException {
    List<RawClient> strangers = new ArrayList<>();
    try (Victims victims = new Victims(); RawClient holder = RawClient.join("mallory", victims.port());
         RawClient asker = RawClient.connect(RawIdentity.of("mallory"), victims.port())) {
      for (int i = 0; i < STRANGERS; i++) {
        strangers.add(RawClient.connect(RawIdentity.of("mallory"), victims.port()));
      }

      asker.control().write(RawFrame.hello("mallory"));
      JsonObject ping = holder.control().expect(RawFrame.PING);
      strangers.forEach(stranger -> stranger.control().write(RawFrame.hello("mallory")));
      // Certificates are verified in the order of the hellos, so those of the strangers are verified by now.
      RawClient.join("late", victims.port()).close();
      RawClient.join("later", victims.port()).close();
      holder.control().write(RawFrame.control(RawFrame.PONG, ping));

      asker.connection().expectClose(ConecError.ID_IN_USE.code());
      strangers.forEach(stranger -> stranger.connection().expectClose(ConecError.ID_IN_USE.code()));
      assertEquals(7, holder.control().write(RawFrame.ping(7)).expect(RawFrame.PONG).getLong("request"));
      victims.assertServed();
    } finally {
      strangers.forEach(RawClient::close);
    }
  }
}
