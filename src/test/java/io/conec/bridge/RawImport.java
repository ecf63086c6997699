package io.conec.bridge;

import static io.conec.bridge.Peers.await;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.impl.wire.BusConsumers;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.impl.wire.BusPayload;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stream to an address of a peer without a bridge on this side: it sends even if there are no consumers. */
final class RawImport {

  final List<BusConsumers> consumers = new CopyOnWriteArrayList<>();
  final ConecStream stream;
  private final EventBusImpl bus;
  private final Map<Long, Promise<Object>> requests = new ConcurrentHashMap<>();
  private long lastId;

  RawImport(Vertx vertx, ConecClient client, String peer, String address) {
    bus = (EventBusImpl) vertx.eventBus();
    stream = await(client.openStream(peer, new StreamOptions().setProtocol("conec/bus")));
    stream.handler(this::receive);
    stream.write(BusFrameWriter.attach(address));
  }

  private void receive(Buffer buffer) {
    BusFrame frame = BusFrameReader.read(buffer);
    if (frame instanceof BusConsumers reported) {
      consumers.add(reported);
      return;
    }
    BusFrame.Answer answer = (BusFrame.Answer) frame;
    BusPayload payload = answer.payload();
    Promise<Object> request = requests.remove(answer.id());
    if (payload.codecId() == CodecManager.REPLY_EXCEPTION_MESSAGE_CODEC.systemCodecID()) {
      request.fail(CodecManager.REPLY_EXCEPTION_MESSAGE_CODEC.decodeFromWire(payload.bodyStart(), buffer));
    } else {
      request.complete(CodecManager.STRING_MESSAGE_CODEC.decodeFromWire(payload.bodyStart(), buffer));
    }
  }

  Future<Object> request(Object body) {
    return request(body, null);
  }

  /**
   * The reply has to be a string.
   *
   * @param to another client that the peer shall pass it on to
   */
  @SuppressWarnings("unchecked")
  Future<Object> request(Object body, String to) {
    Promise<Object> promise = Promise.promise();
    requests.put(++lastId, promise);
    MessageCodec<Object, Object> codec = bus.createMessage(true, true, "", null, body, null).codec();
    Buffer frame = BusFrameWriter.request(lastId, 20_000,
      to == null ? null : MultiMap.caseInsensitiveMultiMap().add("conec-to", to), 0);
    BusFrameWriter.systemCodec(frame, codec.systemCodecID());
    codec.encodeToWire(frame, body);
    stream.write(frame);
    return promise.future();
  }
}
