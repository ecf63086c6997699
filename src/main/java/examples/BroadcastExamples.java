package examples;

import io.conec.BroadcastInfo;
import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.OverflowPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.docgen.Source;

import java.util.HashMap;
import java.util.Map;

@Source
public class BroadcastExamples {

  public void join(ConecClient client) {
    client.joinBroadcast("prices").onSuccess(prices -> {
      prices.handler(message -> System.out.println(message.sender() + " says " + message.body()));
      prices.write(Buffer.buffer("chair 40"))
        .onFailure(failure -> System.out.println("not sent: " + failure.getMessage()));
    });
  }

  public void role(ConecClient client, Buffer price) {
    client.joinBroadcast("prices", new BroadcastOptions().setRole(BroadcastRole.SENDER))
      .compose(prices -> prices.write(price))
      .onFailure(failure -> System.out.println("not sent: " + failure.getMessage()));
  }

  public void latest(ConecClient client) {
    client.joinBroadcast("prices", new BroadcastOptions()
        .setRole(BroadcastRole.READER)
        .setMaxBufferedMessages(100))
      .onSuccess(prices -> {
        prices.droppedHandler(count -> System.out.println(count + " messages dropped"));
        prices.handler(message -> System.out.println(message.body()));
      });
  }

  public void complete(ConecClient client) {
    client.joinBroadcast("orders", new BroadcastOptions().setOverflow(OverflowPolicy.BLOCK))
      .onSuccess(orders -> orders.handler(message -> System.out.println(message.body())));
  }

  public void sequence(ConecBroadcast prices) {
    Map<String, Long> last = new HashMap<>();
    prices.handler((BroadcastMessage message) -> {
      Long before = last.put(message.sender(), message.sequence());
      if (before != null && message.sequence() > before + 1) {
        long missing = message.sequence() - before - 1;
        System.out.println(missing + " of " + message.sender() + " are missing");
      }
    });
  }

  public void closed(ConecBroadcast prices) {
    prices.closeHandler(v -> {
      if (prices.closeReason() instanceof ConecException reason
        && reason.error() == ConecError.BROADCAST_STALLED) {
        System.out.println("too slow: " + reason.getMessage());
      }
    });
  }

  public void leave(ConecBroadcast prices) {
    prices.end(Buffer.buffer("closed for today"))
      .onSuccess(v -> System.out.println("the Coordinator has everything"))
      .onFailure(failure -> System.out.println("it may have nothing: " + failure.getMessage()));
  }

  public void count(ConecClient client) {
    client.broadcastInfo("prices")
      .onSuccess(info ->
        System.out.println(info.getSenders() + " senders, " + info.getReaders() + " readers"))
      .onFailure(failure -> System.out.println(failure.getMessage()));
  }

  public void limits() {
    CoordinatorOptions options = new CoordinatorOptions(new JsonObject()
      .put("broadcastLimits", new JsonObject()
        .put("maxBroadcasts", 100)
        .put("maxMessageSize", 16384)
        .put("stallTimeout", 5000)
        .put("rules", JsonArray.of(
          new JsonObject().put("name", "prices").put("peer", "stock-exchange"),
          new JsonObject().put("name", "prices").put("write", false),
          new JsonObject().put("nameRegex", "chat\\..+").put("peerRegex", "office-[0-9]+")))));
  }

  public void watch(ConecCoordinator coordinator) {
    for (BroadcastInfo info : coordinator.broadcasts()) {
      System.out.println(info.getName() + " has " + info.getSenders() + " senders and "
        + info.getReaders() + " readers");
    }
  }
}
