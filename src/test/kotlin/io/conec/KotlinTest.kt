package io.conec

import io.conec.kotlin.clientOptionsOf
import io.conec.kotlin.coordinatorOptionsOf
import io.conec.kotlin.streamOptionsOf
import io.vertx.core.Vertx
import io.vertx.core.buffer.Buffer
import io.vertx.core.net.PemTrustOptions
import io.vertx.kotlin.coroutines.coAwait
import io.vertx.kotlin.coroutines.dispatcher
import io.vertx.kotlin.coroutines.toReceiveChannel
import java.time.Duration
import kotlinx.coroutines.channels.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The generated builders and coroutines, on real sockets. */
class KotlinTest {

  @Test
  fun aStreamInACoroutine() {
    val vertx = Vertx.vertx()
    try {
      runBlocking {
        withTimeout(20_000) {
          withContext(vertx.dispatcher()) { echo(vertx) }
        }
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join()
    }
  }

  private suspend fun echo(vertx: Vertx) {
    val coordinator = ConecCoordinator
      .create(vertx, coordinatorOptionsOf(host = "127.0.0.1", port = 0)).listen().coAwait()
    val depot = client(vertx, coordinator, "depot")
    depot.streamHandler("echo") { it.pipeTo(it) }
    depot.connect().coAwait()
    val shop = client(vertx, coordinator, "shop")
    shop.connect().coAwait()
    val stream = shop.openStream("depot", streamOptionsOf(protocol = "echo", id = 42)).coAwait()
    val received = stream.toReceiveChannel(vertx)
    val words = listOf("all", "of", "these", "arrive")
    words.forEach { stream.write(Buffer.buffer(it)).coAwait() }
    stream.end().coAwait()
    assertEquals(words, received.toList().map { it.toString() })
    assertEquals(42, stream.id())
  }

  private fun client(vertx: Vertx, coordinator: ConecCoordinator, id: String): ConecClient =
    ConecClient.create(
      vertx,
      clientOptionsOf(
        id = id,
        localAddress = "127.0.0.1",
        coordinators = listOf("localhost:${coordinator.actualPort()}"),
        openTimeout = Duration.ofSeconds(5)
      ).setTrustOptions(PemTrustOptions().addCertValue(Buffer.buffer(coordinator.certificate())))
    )
}
