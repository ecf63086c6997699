package io.conec.hostile;

import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static io.conec.ConecError.CHANNEL_REFUSED;
import static io.conec.ConecError.INTERNAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A Coordinator passes error codes of clients on, and does not act on them. */
class PassedOnCodesTest {

  private static final int UNKNOWN = 4242;

  @Test
  void codesOfPeers() {
    try (TestNet net = new TestNet();
         RawClient shop = RawClient.join("shop", net.coordinator().actualPort());
         RawClient mallory = RawClient.join("mallory", net.coordinator().actualPort())) {
      assertRefused(shop, mallory, 1, CHANNEL_REFUSED.code(), CHANNEL_REFUSED.code());
      assertRefused(shop, mallory, 2, UNKNOWN, INTERNAL.code());
      assertRefused(shop, mallory, 3, 0, INTERNAL.code());
      for (int code : new int[] {0, UNKNOWN}) {
        shop.control().write(RawFrame.open(4 + code, "mallory"));
        long channel = mallory.acceptIntroduction().channel();
        shop.control().expect(RawFrame.OPENED);
        mallory.control().write(RawFrame.control(RawFrame.CHANNEL_CLOSED,
          new JsonObject().put("channel", String.format("%016x", channel)).put("code", code)));
        assertEquals(code, shop.control().expect(RawFrame.CHANNEL_CLOSED).getInteger("code"));
      }
    }
  }

  private static void assertRefused(RawClient shop, RawClient mallory, long request, int code, int expected) {
    shop.control().write(RawFrame.open(request, "mallory"));
    JsonObject introduce = mallory.control().expect(RawFrame.INTRODUCE);
    mallory.control().write(RawFrame.control(RawFrame.FAILURE, new JsonObject()
      .put("request", introduce.getLong("request")).put("code", code).put("message", "moon phase")));
    // The acceptor has refused, but still gets a message that the channel has ended.
    mallory.control().expect(RawFrame.CHANNEL_CLOSED);
    JsonObject failure = shop.control().expect(RawFrame.FAILURE);
    assertEquals(request, failure.getLong("request"));
    assertEquals(expected, failure.getInteger("code"));
    assertEquals("moon phase", failure.getString("message"));
  }
}
