package io.conec.cli.demo;

import io.conec.cli.Durations;
import io.conec.cli.Output;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** The output of the demo: a picture, then one line for each event. */
final class Screen {

  private static final Map<String, String> COLORS = Map.of("coordinator", "yellow", "depot", "cyan", "shop", "magenta",
    "workshop", "green",
    "cluster", "yellow", "node 1", "yellow", "node 2", "yellow", "node 3", "yellow");

  private static final String PICTURE = """

        +------------+    +---------------+
        |  @|bold,green workshop|@  |....|  @|bold,yellow coordinator|@  |   knows who is there, introduces them,
        +------------+    +---------------+   relays what they send and cannot read it,
           hears and         .         .      until they have found the direct path
     says what is new       .           .
                     +--------+     +---------+    QUIC over one UDP socket each, TLS 1.3,
                     |  @|bold,magenta shop|@  |=====|  @|bold,cyan depot|@  |    certificates at both ends
                     +--------+     +---------+
               sends and asks on    has ordinary event-bus consumers,
              its own event bus     knows nothing of the network
    """.stripTrailing();

  private static final String CLUSTER_PICTURE = """

        +--------+     +--------+     +--------+
        | @|bold,yellow node 1|@ |-----| @|bold,yellow node 2|@ |-----| @|bold,yellow node 3|@ |   one Coordinator:
        +--------+     +--------+     +--------+   each node knows the clients
            .              .                       of all, and relays for them
        +--------+     +---------+
        |  @|bold,magenta shop|@  |.....|  @|bold,cyan depot|@  |   a stream and requests, relayed by two nodes
        +--------+     +---------+
    """.stripTrailing();

  private final Output output;
  private final long start = System.nanoTime();
  private long last = start;

  Screen(Output output) {
    this.output = output;
  }

  void picture() {
    output.styled(Ansi.AUTO.string(PICTURE));
  }

  void clusterPicture() {
    output.styled(Ansi.AUTO.string(CLUSTER_PICTURE));
  }

  void heading(String text) {
    output.styled("\n" + Ansi.AUTO.string("@|bold " + text + "|@"));
  }

  /** Says what somebody has just done, and how long that took. */
  void line(String actor, String text) {
    long now = System.nanoTime();
    String name = Ansi.AUTO.string(String.format("@|%s %-11s|@", COLORS.get(actor), actor));
    output.styledEvent("step",
      new JsonObject().put("actor", actor).put("text", text).put("millis", (now - last) / 1e6),
      String.format(Locale.ROOT, "%6.2f s  %s  %-66s %9s", seconds(now), name, text, Durations.millis(now - last)));
    last = now;
  }

  void summary(int checks) {
    double seconds = seconds(System.nanoTime());
    output.styledEvent("summary", new JsonObject().put("ok", true).put("checks", checks).put("seconds", seconds),
      Ansi.AUTO.string(String.format(Locale.ROOT, "%n@|bold,green OK|@  all %d checks passed in %.1f s", checks,
        seconds)));
  }

  private double seconds(long now) {
    return (now - start) / 1e9;
  }
}
