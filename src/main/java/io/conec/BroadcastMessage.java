package io.conec;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.buffer.Buffer;

/**
 * A message of a broadcast, as a reader gets it.
 */
@VertxGen
public interface BroadcastMessage {

  /**
   * @return the id of the client that sent this message: the Coordinator takes it from the sender's certificate, so the
   * sender cannot forge it
   */
  @CacheReturn
  String sender();

  /**
   * The number of this message among those of its sender in this broadcast: 1 for the first one after it has
   * {@linkplain ConecClient#joinBroadcast(String, BroadcastOptions) joined}, and one more for each that it writes,
   * also while the Coordinator is away. It goes on after a lost connection or a restart of the Coordinator.
   * <p>
   * After a number that is more than one higher than the last one of the same sender, messages of it are missing: they
   * were dropped for this reader, or the sender could not send them. A number that is not higher says that the sender
   * has joined again.
   *
   * @return the number, from 1
   */
  @CacheReturn
  long sequence();

  /**
   * @return what was sent
   */
  @CacheReturn
  Buffer body();
}
