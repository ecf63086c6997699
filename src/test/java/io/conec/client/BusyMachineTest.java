package io.conec.client;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.TestNet;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

import static io.conec.test.TestNet.await;

/** On a busy machine QUIC's timers are late: it retransmits data that has arrived, together with new data. */
class BusyMachineTest {

  private static final int STREAMS = 150;

  private final List<Thread> burners = new ArrayList<>();
  private volatile boolean done;

  @BeforeEach
  void keepTheProcessorsBusy() {
    for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++) {
      Thread burner = new Thread(() -> {
        while (!done) {
          Thread.onSpinWait();
        }
      });
      burners.add(burner);
      burner.start();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    done = true;
    for (Thread burner : burners) {
      burner.join();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "AUTO"})
  void everyEndArrives(PathPolicy policy) {
    try (TestNet net = new TestNet()) {
      net.connect("depot", policy).streamHandler(stream -> {
        stream.handler(stream::write);
        stream.endHandler(end -> stream.end());
      });
      ConecClient shop = net.connect("shop", policy);
      for (int i = 0; i < STREAMS; i++) {
        ConecStream stream = await(shop.openStream("depot"));
        Inbox inbox = new Inbox(stream);
        for (int message = 0; message < i % 5; message++) {
          stream.write(Buffer.buffer(new byte[1000 * message + 1]));
        }
        await(stream.end());
        await(inbox.closed());
      }
    }
  }
}
