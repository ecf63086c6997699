package io.conec;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.buffer.Buffer;

/**
 * A message of a broadcast, as a reader receives it.
 */
@VertxGen
public interface BroadcastMessage {

  /**
   * @return the id of the client that sent this message. The Coordinator takes it from the certificate of the sender,
   * so a sender cannot forge it
   */
  @CacheReturn
  String sender();

  /**
   * The number of this message among the messages of its sender in this broadcast. It is 1 for the first message after
   * the sender has {@linkplain ConecClient#joinBroadcast(String, BroadcastOptions) joined}, and increases by one with
   * each message that the sender writes, also while the Coordinator is away. It continues after a lost connection or a
   * restart of the Coordinator.
   * <p>
   * When the number is more than one higher than that of the previous message of the same sender, messages were dropped
   * for this reader, or writes of the sender failed. When it is not higher, the sender has joined anew.
   *
   * @return the number, from 1
   */
  @CacheReturn
  long sequence();

  /**
   * @return the buffer that the sender wrote, may be empty
   */
  @CacheReturn
  Buffer body();
}
