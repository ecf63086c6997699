package io.conec.test;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A Coordinator, or a client that echoes or joins broadcasts, in a separate JVM that can be killed or stopped. */
public final class Child implements AutoCloseable {

  static final String COORDINATOR = "coordinator";

  /** The names of the broadcasts to be in, beside the options of the client. */
  private static final String BROADCASTS = "broadcasts";

  /** Whom to call, beside the options of the client. */
  private static final String PEER = "peer";

  /** The cluster to join, beside the options of a node. */
  private static final String CLUSTER = "cluster";

  /** Of a caller. */
  private static ConecStream call;

  private final Process process;
  private final BufferedReader output;
  private final String firstLine;

  private Child(String role, JsonObject options, String... jvmArguments) {
    List<String> command = Jvm.command("-Xmx128m");
    command.addAll(List.of(jvmArguments));
    command.addAll(List.of(Child.class.getName(), role));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().write((options.encode() + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      firstLine = nextLine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** @return what the child says next; an echo says why a channel was closed */
  public String nextLine() {
    try {
      String line = output.readLine();
      assertNotNull(line, "the child has ended");
      return line;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** To a caller. */
  public void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static Child coordinator(CoordinatorOptions options) {
    return new Child(COORDINATOR, options.toJson());
  }

  /** A Coordinator on a Vert.x in this cluster. */
  public static Child node(CoordinatorOptions options, TestCluster cluster) {
    // Hazelcast says much.
    return new Child(COORDINATOR, options.toJson().put(CLUSTER, cluster.toJson()),
      "-Djava.util.logging.config.file=src/test/resources/logging.properties", "-Dslf4j.internal.verbosity=ERROR");
  }

  public static Child echo(ClientOptions options) {
    return new Child("echo", certified(options));
  }

  /** The same with a hosts file as the only name service, without a cache. */
  public static Child echo(ClientOptions options, Path hosts, boolean preferIpv6) {
    return new Child("echo", certified(options), "-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=0",
      "-Djava.net.preferIPv6Addresses=" + preferIpv6);
  }

  /** A client that opens a stream to the peer. What is {@linkplain #say said} goes there, and it says what comes. */
  public static Child caller(ClientOptions options, String peer) {
    return new Child("caller", certified(options).put(PEER, peer));
  }

  /** A client that is in these broadcasts, sends nothing, and reads. */
  public static Child member(ClientOptions options, String... broadcasts) {
    return new Child("member", certified(options).put(BROADCASTS, new JsonArray(List.of(broadcasts))));
  }

  /** So that the child makes no certificate. */
  private static JsonObject certified(ClientOptions options) {
    return options.getKeyCertOptions() != null ? options.toJson()
      : new ClientOptions(options).setKeyCertOptions(TestCertificates.pemOfPeer(options.getId())).toJson();
  }

  /** @return the port of the Coordinator */
  public int port() {
    return Integer.parseInt(firstLine);
  }

  /** SIGKILL: no connection is closed. */
  public void kill() {
    try {
      assertTrue(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGSTOP: the process hangs, its socket stays. */
  public void stop() {
    signal("-STOP");
  }

  /** SIGCONT after {@link #stop()}. */
  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Ends when its standard input does, so that it never outlives the test, or when something fails. */
  public static void main(String[] args) {
    int exitCode = 0;
    try {
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      System.out.println(start(args[0], new JsonObject(in.readLine())));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        call.write(Buffer.buffer(line));
      }
    } catch (Throwable e) {
      e.printStackTrace();
      exitCode = 1;
    }
    // Event loops would keep the process.
    System.exit(exitCode);
  }

  /** @return what to say when that is done */
  private static String start(String role, JsonObject options) {
    JsonArray broadcasts = options.getJsonArray(BROADCASTS, new JsonArray());
    options.remove(BROADCASTS);
    String peer = (String) options.remove(PEER);
    JsonObject cluster = (JsonObject) options.remove(CLUSTER);
    Vertx vertx = cluster == null ? Vertx.vertx() : new TestCluster(cluster).join(Vertx.builder());
    if (role.equals(COORDINATOR)) {
      ConecCoordinator coordinator = ConecCoordinator.create(vertx, new CoordinatorOptions(options));
      TestNet.await(coordinator.listen());
      return Integer.toString(coordinator.actualPort());
    }
    ConecClient client = ConecClient.create(vertx, new ClientOptions(options));
    client.streamHandler(stream -> stream.pipeTo(stream));
    client.channelHandler(channel -> channel.closeHandler(closed ->
      System.out.println(((ConecException) channel.closeReason()).error())));
    TestNet.await(client.connect());
    for (Object broadcast : broadcasts) {
      TestNet.await(client.joinBroadcast((String) broadcast)).handler(message -> { });
    }
    if (peer != null) {
      call = TestNet.await(client.openStream(peer));
      call.handler(System.out::println).exceptionHandler(System.out::println);
    }
    return "connected";
  }
}
