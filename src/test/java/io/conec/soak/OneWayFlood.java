package io.conec.soak;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Sends to a slow consumer what the stream takes, with bus frames written by hand (SPEC.md, section 13). */
record OneWayFlood(Target target, Vertx vertx) implements Flood {

  private static final int BODY = 1000;
  private static final int UNACKNOWLEDGED = 64;

  @Override
  public void run(String attacker, Runnable hit) {
    ConecClient client = ConecClient.create(vertx, target.files().client(attacker, "127.0.0.1", target.port()));
    try {
      TestNet.await(client.connect());
      String victim = HonestClient.id(ThreadLocalRandom.current().nextInt(target.honest()));
      ConecStream stream = TestNet.await(client.openStream(victim, new StreamOptions().setProtocol("conec/bus")));
      byte[] name = HonestClient.SLOW.getBytes(StandardCharsets.US_ASCII);
      stream.write(Buffer.buffer(new byte[] {1, 1, (byte) name.length}).appendBytes(name));
      Buffer send = send();
      while (true) {
        for (int i = 0; i < UNACKNOWLEDGED; i++) {
          stream.write(send);
          hit.run();
        }
        stream.write(send).await();
      }
    } finally {
      client.close();
    }
  }

  /** Type SEND, no headers, codec BUFFER, length and bytes. */
  private static Buffer send() {
    return Buffer.buffer(new byte[] {2, 0, 11}).appendInt(BODY).appendBytes(new byte[BODY]);
  }
}
