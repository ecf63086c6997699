package io.conec.cli.demo;

import io.conec.cli.Durations;
import io.conec.cli.Output;
import io.conec.impl.wire.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** What a person sees of the demo: a picture, then one line for each thing that happens. */
final class Screen {

  private static final Map<String, String> COLORS = Map.of("coordinator", "yellow", "depot", "cyan", "shop", "magenta",
    "workshop", "green");

  private static final String PICTURE = """

        +------------+    +---------------+
        |  @|bold,green workshop|@  |....|  @|bold,yellow coordinator|@  |   knows who is there, introduces them,
        +------------+    +---------------+   relays what they send and cannot read it,
           a member          .         .      until they have found the direct path
       of the broadcast     .           .
                     +--------+     +---------+    QUIC over one UDP socket each, TLS 1.3,
                     |  @|bold,magenta shop|@  |=====|  @|bold,cyan depot|@  |    certificates at both ends
                     +--------+     +---------+
               sends and asks on    has ordinary event-bus consumers,
              her own event bus     knows nothing of the network
    """.stripTrailing();

  private final Output output;
  private final long start = System.nanoTime();

  Screen(Output output) {
    this.output = output;
  }

  void picture() {
    output.styled(Ansi.AUTO.string(PICTURE));
  }

  /** A thing that happened, without a time of its own. */
  void line(String actor, String text) {
    print(actor, text, "", new JsonObject());
  }

  /** A step that took some time. */
  void line(String actor, String text, long nanos) {
    print(actor, text, Durations.millis(nanos), new JsonObject().put("millis", nanos / 1e6));
  }

  /** A step that took some time on a channel. */
  void line(String actor, String text, long nanos, String path) {
    String kind = path.substring(0, path.indexOf(' '));
    print(actor, text, String.format("%9s  %s", Durations.millis(nanos), kind), new JsonObject()
      .put("millis", nanos / 1e6)
      .put("path", path));
  }

  void heading(String text) {
    output.styled("\n" + Ansi.AUTO.string("@|bold " + text + "|@"));
  }

  void summary(int checks) {
    output.styledEvent("summary",
      new JsonObject().put("ok", true).put("checks", checks).put("seconds", elapsedSeconds()),
      Ansi.AUTO.string(String.format(Locale.ROOT, "%n@|bold,green OK|@  all %d checks passed in %.1f s", checks,
        elapsedSeconds())));
  }

  void failed(String why) {
    output.styledEvent("summary", new JsonObject().put("ok", false).put("why", why).put("seconds", elapsedSeconds()),
      Ansi.AUTO.string(String.format(Locale.ROOT, "%n@|bold,red FAILED|@  after %.1f s: ", elapsedSeconds()))
        + Printable.lines(why));
  }

  private void print(String actor, String text, String right, JsonObject fields) {
    String color = COLORS.getOrDefault(actor, "bold");
    String name = Ansi.AUTO.string(String.format("@|%s %-11s|@", color, actor));
    output.styledEvent("step", new JsonObject().put("actor", actor).put("text", text).mergeIn(fields),
      String.format(Locale.ROOT, "%6.2f s  %s  %-54s  %9s", elapsedSeconds(), name, text, right).stripTrailing());
  }

  private double elapsedSeconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
