package io.conec.bus;

import io.conec.bridge.BusHeaders;
import io.conec.test.TestNet;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Headers of messages and replies. */
final class HeaderBehaviours {

  private HeaderBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Headers: several values, in order", "a=1, b=2, a=3", scene ->
      seen(scene, headers().add("a", "1").add("b", "2").add("a", "3")));
    catalogue.add("Headers: names as they were written", "X-Name=1, x-other=2", scene ->
      seen(scene, headers().add("X-Name", "1").add("x-other", "2")));
    catalogue.add("Headers: names found in any case", "1", scene -> {
      scene.consumer(message -> message.reply(message.headers().get("x-NAME")));
      return scene.outcome(scene.open().request("?", options(headers().add("X-Name", "1"))))
        .replaceFirst("^String ", "");
    });
    catalogue.add("Headers: empty value, any characters", "a=, ß \n=ü\n\uD83D\uDE00", scene ->
      seen(scene, headers().add("a", "").add("ß \n", "ü\n\uD83D\uDE00")));
    catalogue.add("Headers: empty name", "=x", scene -> seen(scene, headers().add("", "x")));
    catalogue.add("Headers: 64 KiB", "65536", scene -> {
      scene.consumer(message -> message.reply(message.headers().get("long").length()));
      return scene.outcome(scene.open().request("?", options(headers().add("long", "x".repeat(1 << 16)))))
        .replaceFirst("^Integer ", "");
    });
    catalogue.add("1,001 headers", "arrive", scene -> {
      scene.consumer(message -> message.reply(message.headers().size() >= 1001 ? "arrive" : "are fewer"));
      MultiMap headers = headers();
      IntStream.range(0, 1001).forEach(i -> headers.add("name" + i, "value"));
      return scene.brief(scene.open().request("?", options(headers))).replaceFirst("^String ", "");
    });
    catalogue.add("Headers: none", "", scene -> seen(scene, null));
    catalogue.add("Headers: changed after the message was sent", "a=1", scene -> {
      echo(scene).ask("where are you?");
      MultiMap headers = headers().add("a", "1");
      return scene.result(scene.onSender(() -> {
        var reply = scene.request("?", options(headers));
        headers.set("a", "2");
        return reply.map(message -> text(message.headers()));
      }));
    });
    catalogue.add("Headers: each consumer of a publish has its own", "[a=1, a=1]", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 2; i++) {
        scene.consumer(message -> {
          seen.add(text(message.headers()));
          message.headers().add("a", "2");
        });
      }
      scene.open().from.publish(scene.address, "x", options(headers().add("a", "1")));
      Scene.awaitSize(seen, 2);
      return seen;
    });
    catalogue.add("Headers of a reply", "a=1, a=2", scene -> {
      scene.consumer(message -> message.reply("x", options(headers().add("a", "1").add("a", "2"))));
      return scene.result(scene.open().request("?").map(reply -> text(reply.headers())));
    });
    catalogue.add("Headers that a consumer finds on a message without any", "none", scene -> {
      scene.consumer(message -> message.reply(String.join(", ", message.headers().names())));
      String names = (String) TestNet.await(scene.open().request("?")).body();
      return names.isEmpty() ? "none" : names;
    });
    catalogue.add("A header whose name starts with conec-", "arrives", scene -> {
      scene.consumer(message -> message.reply(message.headers().contains("conec-x") ? "arrives" : "is dropped"));
      return TestNet.await(scene.open().request("?", options(headers().add("conec-x", "1")))).body();
    });
  }

  static MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  static DeliveryOptions options(MultiMap headers) {
    DeliveryOptions options = new DeliveryOptions();
    return headers == null ? options : options.setHeaders(headers);
  }

  /** Headers without those that the bridge adds. */
  static String text(MultiMap headers) {
    return headers.entries().stream().filter(header -> !BusHeaders.isReserved(header.getKey()))
      .map(Map.Entry::toString).collect(Collectors.joining(", "));
  }

  /** A consumer that replies with the headers that it has got. */
  private static Scene echo(Scene scene) {
    scene.consumer(message -> message.reply("x", options(headers().addAll(message.headers()))));
    return scene.open();
  }

  private static String seen(Scene scene, MultiMap headers) {
    List<String> seen = new CopyOnWriteArrayList<>();
    scene.consumer((Message<Object> message) -> {
      seen.add(text(message.headers()));
      message.reply(null);
    });
    scene.outcome(scene.open().request("?", options(headers)));
    return seen.get(0);
  }
}
