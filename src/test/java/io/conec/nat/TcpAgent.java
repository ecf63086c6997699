package io.conec.nat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Plain TCP of the kernel: one side sends as much as it can, the other one counts. */
final class TcpAgent extends Agent {

  static final String LISTEN = "listen";
  static final String SEND = "send";
  static final String STOP = "stop";
  static final String COUNT = "count";
  static final String ADDRESS = "address";
  static final String PORT = "port";
  static final String BYTES = "bytes";

  private static final int BLOCK = 64 * 1024;

  private final AtomicLong received = new AtomicLong();
  private Socket sending;

  @Override
  Future<JsonObject> start(JsonObject options) {
    return Future.succeededFuture(new JsonObject());
  }

  @Override
  Future<JsonObject> execute(String command, JsonObject arguments) throws IOException {
    return Future.succeededFuture(switch (command) {
      case LISTEN -> listen();
      case SEND -> send(new Socket(arguments.getString(ADDRESS), arguments.getInteger(PORT)));
      case STOP -> {
        sending.close();
        yield new JsonObject();
      }
      case COUNT -> new JsonObject().put(BYTES, received.get()).put(AT, System.nanoTime());
      default -> throw new IllegalArgumentException(command);
    });
  }

  private JsonObject listen() throws IOException {
    ServerSocket server = new ServerSocket(0);
    daemon(() -> {
      while (true) {
        count(server.accept());
      }
    });
    return new JsonObject().put(PORT, server.getLocalPort());
  }

  private void count(Socket socket) {
    daemon(() -> {
      InputStream in = socket.getInputStream();
      byte[] block = new byte[BLOCK];
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        received.addAndGet(length);
      }
    });
  }

  private JsonObject send(Socket socket) {
    sending = socket;
    daemon(() -> {
      while (true) {
        socket.getOutputStream().write(new byte[BLOCK]);
      }
    });
    return new JsonObject();
  }

  private interface Loop {
    void run() throws IOException;
  }

  private static void daemon(Loop loop) {
    Thread thread = new Thread(() -> {
      try {
        loop.run();
      } catch (IOException e) {
        // One of the two has closed.
      }
    });
    thread.setDaemon(true);
    thread.start();
  }
}
