package io.conec.bench;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.conec.test.NodeProcess;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process of the benchmark. Says in one line on standard output that it is ready, then answers each line of standard
 * input with one line, until there are no more.
 */
public final class Node implements NodeProcess.Program {

  private static final String LOOPBACK = "127.0.0.1";
  private static final long DEADLINE_SECONDS = 60;
  private static final String LOCAL = "local";
  private static final int EVENT_LOOPS = 16;

  private final boolean epoll = Boolean.getBoolean("bench.native");
  private final Map<String, Subject> subjects = new HashMap<>();
  private final FanOutNode fanOut = new FanOutNode(this);
  private Upgrades upgrades;

  public static void main(String[] args) {
    // SLF4J is on the class path of the tests, without a provider.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    NodeProcess.run(new Node(), args);
  }

  @Override
  public String start(String[] args) throws Exception {
    return switch (args[0]) {
      case "bare-server" -> String.valueOf(new BareQuic(epoll).listen(new BareServer()));
      case "bare-forwarder" -> String.valueOf(BareQuic.port(
        new BareQuic(epoll).bind(new BareForwarder(Integer.parseInt(args[1])))));
      case "bare-client" -> bareClient(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "coordinator" -> coordinator(Path.of(args[1]));
      case "depot" -> depot(args[1], Path.of(args[2]));
      case "shop" -> shop(args[1], Path.of(args[2]));
      default -> fanOut.start(args);
    };
  }

  BareQuic bareQuic(int loops) {
    return new BareQuic(epoll, loops);
  }

  private String bareClient(int server, int forwarder) throws Exception {
    subjects.put("bare", new BareSubject(new BareQuic(epoll).connect(server)));
    subjects.put("forwarded", new BareSubject(new BareQuic(epoll).connect(forwarder)));
    return "";
  }

  private String coordinator(Path certificate) throws Exception {
    ConecCoordinator coordinator = ConecCoordinator.create(vertx(),
      new CoordinatorOptions().setHost(LOOPBACK).setPort(0).setMaxIntroductionsPerSecond(1000));
    coordinator.listen().await();
    Files.writeString(certificate, coordinator.certificate());
    return String.valueOf(coordinator.actualPort());
  }

  private String depot(String port, Path certificate) throws Exception {
    Vertx vertx = vertx();
    ConecClient client = ConecClient.create(vertx, clientOptions("depot", port, certificate));
    client.streamHandler(ConecSubject::serve);
    client.connect().await();
    BusNode.depot(vertx, clientOptions("depot-bus", port, certificate), new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress(BusNode.TOGETHER))
      .addExport(new ExportOptions().setAddress(BusNode.APART)));
    return "";
  }

  private String shop(String port, Path certificate) throws Exception {
    Vertx vertx = vertx();
    ConecClient client = ConecClient.create(vertx, clientOptions("shop", port, certificate));
    client.connect().await();
    subjects.put("direct", ConecSubject.direct(client, "depot"));
    subjects.put("relayed", ConecSubject.relayed(client, "depot"));
    upgrades = new Upgrades(client, "depot");
    Context other = vertx.getOrCreateContext();
    bus(vertx, other, PathKind.DIRECT, clientOptions("shop-direct", port, certificate)
      .setPathOptions(new PathOptions().setPathPolicy(PathPolicy.DIRECT_ONLY)));
    Context bridge = bus(vertx, other, PathKind.RELAYED, clientOptions("shop-relayed", port, certificate)
      .setPathOptions(new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY)));
    vertx.eventBus().<Buffer>consumer(LOCAL, message -> message.reply(message.body()));
    subjects.put("bus-local", new BusSubject(vertx, bridge, LOCAL));
    return "";
  }

  /**
   * @return the context of the bridge
   */
  private Context bus(Vertx vertx, Context other, PathKind kind, ClientOptions options) {
    String suffix = "-" + kind.name().toLowerCase(Locale.ROOT);
    BusNode shop = BusNode.shop(vertx, options, new ConecBridgeOptions()
      .addImport(new ImportOptions().setPeer("depot-bus").setAddress(BusNode.TOGETHER)
        .setLocalAddress(BusNode.TOGETHER + suffix))
      .addImport(new ImportOptions().setPeer("depot-bus").setAddress(BusNode.APART)
        .setLocalAddress(BusNode.APART + suffix)));
    Supplier<Future<ConecChannel>> channel = () -> shop.client().openChannel("depot-bus");
    subjects.put("bus" + suffix, new OnePath(kind, channel,
      new BusSubject(vertx, shop.context(), BusNode.TOGETHER + suffix)));
    subjects.put("bus-apart" + suffix, new OnePath(kind, channel,
      new BusSubject(vertx, other, BusNode.APART + suffix)));
    return shop.context();
  }

  /** With an event loop for each client, bridge and other context of a process. */
  private Vertx vertx() {
    return vertx(EVENT_LOOPS);
  }

  Vertx vertx(int eventLoops) {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(epoll).setEventLoopPoolSize(eventLoops));
  }

  static ClientOptions clientOptions(String id, String port, Path certificate) throws IOException {
    return new ClientOptions().setId(id).setLocalAddress(LOOPBACK).addCoordinator("localhost:" + port)
      .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(Files.readAllBytes(certificate))));
  }

  @Override
  public String answer(String[] command) throws Exception {
    return switch (command[0]) {
      case "latency" -> join(subjects.get(command[1]).roundTrips(Integer.parseInt(command[2]))
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      case "throughput" -> subjects.get(command[1]).throughput(Duration.ofMillis(Long.parseLong(command[2])))
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS).toString();
      case "flows" -> flows(subjects.get(command[1]), Duration.ofMillis(Long.parseLong(command[2])),
        Integer.parseInt(command[3]));
      case "bursts" -> join(subjects.get(command[1]).bursts(Integer.parseInt(command[2]), Integer.parseInt(command[3]))
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      case "busy" -> join(Busy.measure(subjects.get(command[1]), Duration.ofMillis(Long.parseLong(command[2])))
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      case "upgrades" -> join(upgrades.measure(Integer.parseInt(command[1])));
      default -> fanOut.answer(command);
    };
  }

  /**
   * @return the bytes per second of each of so many streams that send at once
   */
  private static String flows(Subject subject, Duration duration, int count) throws Exception {
    List<CompletableFuture<Double>> flows = Stream.generate(() -> subject.throughput(duration)).limit(count).toList();
    List<String> speeds = new ArrayList<>();
    for (CompletableFuture<Double> flow : flows) {
      speeds.add(String.valueOf(flow.get(DEADLINE_SECONDS, TimeUnit.SECONDS).longValue()));
    }
    return String.join(" ", speeds);
  }

  private static String join(long[] nanos) {
    return Arrays.stream(nanos).mapToObj(Long::toString).collect(Collectors.joining(" "));
  }
}
