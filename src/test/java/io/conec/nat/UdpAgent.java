package io.conec.nat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends what it is told to, and tells what it receives: plain sockets, nothing of conec. */
final class UdpAgent extends Agent {

  static final String OPEN = "open";
  static final String SEND = "send";
  static final String RECEIVED = "received";
  static final String SOCKET = "socket";
  static final String PORT = "port";
  static final String ADDRESS = "address";
  static final String TEXT = "text";
  static final String COUNT = "count";

  private static final int MAX_TEXT = 1500;
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final List<DatagramSocket> sockets = new ArrayList<>();

  @Override
  Future<JsonObject> start(JsonObject options) {
    return Future.succeededFuture(new JsonObject());
  }

  @Override
  Future<JsonObject> execute(String command, JsonObject arguments) throws IOException {
    return Future.succeededFuture(command.equals(OPEN) ? open() : send(arguments));
  }

  private JsonObject open() throws SocketException {
    int index = sockets.size();
    DatagramSocket socket = new DatagramSocket(0);
    socket.setReceiveBufferSize(RECEIVE_BUFFER);
    sockets.add(socket);
    Thread thread = new Thread(() -> receive(index, socket));
    thread.setDaemon(true);
    thread.start();
    return new JsonObject().put(SOCKET, index).put(PORT, socket.getLocalPort());
  }

  private JsonObject send(JsonObject arguments) throws IOException {
    InetAddress address = InetAddress.getByName(arguments.getString(ADDRESS));
    InetSocketAddress to = new InetSocketAddress(address, arguments.getInteger(PORT));
    long start = System.nanoTime();
    for (int i = 0; i < arguments.getInteger(COUNT); i++) {
      byte[] text = arguments.getString(TEXT).formatted(i).getBytes(StandardCharsets.UTF_8);
      sockets.get(arguments.getInteger(SOCKET)).send(new DatagramPacket(text, text.length, to));
    }
    return new JsonObject().put(AT, start);
  }

  @Override
  Future<Void> leave() {
    sockets.forEach(DatagramSocket::close);
    return Future.succeededFuture();
  }

  private void receive(int index, DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_TEXT], MAX_TEXT);
    try {
      while (true) {
        packet.setLength(MAX_TEXT);
        socket.receive(packet);
        emit(RECEIVED, new JsonObject().put(SOCKET, index)
          .put(ADDRESS, packet.getAddress().getHostAddress()).put(PORT, packet.getPort())
          .put(TEXT, new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      emit("failed", new JsonObject().put(TEXT, e.toString()));
    }
  }
}
