package io.conec

import io.conec.bridge.BroadcastMapping
import io.conec.bridge.ConecBridgeOptions
import io.conec.bridge.ExportOptions
import io.conec.bridge.ImportOptions
import io.conec.kotlin.clientOptionsOf
import io.conec.kotlin.coordinatorOptionsOf
import io.conec.kotlin.streamOptionsOf
import io.vertx.core.Vertx
import io.vertx.core.buffer.Buffer
import io.vertx.core.net.PemKeyCertOptions
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
import org.junit.jupiter.api.Assertions.assertTrue
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

  @Test
  fun buildersTakeEveryOption() {
    listOf(
      BroadcastLimits::class, BroadcastOptions::class, BroadcastRule::class, ChannelOptions::class,
      ClientOptions::class, CoordinatorOptions::class, PathOptions::class, PeerRule::class, StreamOptions::class,
      BroadcastMapping::class, ConecBridgeOptions::class, ExportOptions::class, ImportOptions::class
    ).map { it.java }.forEach { type ->
      val builders = Class.forName(type.name.replace("io.conec", "io.conec.kotlin") + "Kt")
      val name = type.simpleName.replaceFirstChar(Char::lowercase) + "Of"
      val options = type.methods.map { it.name }.filter { it.startsWith("set") }.distinct()
      assertEquals(options.size, builders.methods.single { it.name == name }.parameterCount, "$name: $options")
    }
  }

  @Test
  fun buildersTakeCertificates() {
    val trust = PemTrustOptions().addCertPath("ca.pem")
    val own = PemKeyCertOptions().addCertPath("depot.pem").addKeyPath("depot.key")
    val client = clientOptionsOf(trustOptions = trust, peerTrustOptions = trust, keyCertOptions = own)
    val coordinator = coordinatorOptionsOf(clientTrustOptions = trust, keyCertOptions = own)
    assertEquals(listOf(trust, trust, trust),
      listOf(client.trustOptions, client.peerTrustOptions, coordinator.clientTrustOptions))
    assertEquals(listOf(own, own), listOf(client.keyCertOptions, coordinator.keyCertOptions))
  }

  /** A compiler reads the metadata of its own version and of the next one: Kotlin 2.0 must be able to read these. */
  @Test
  fun buildersAreReadableForKotlin20() {
    val metadata = Class.forName("io.conec.kotlin.ClientOptionsKt").getAnnotation(Metadata::class.java)
    val (major, minor) = metadata.metadataVersion
    assertTrue(major == 2 && minor <= 1, "metadata of Kotlin $major.$minor")
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
        openTimeout = Duration.ofSeconds(5),
        trustOptions = PemTrustOptions().addCertValue(Buffer.buffer(coordinator.certificate()))
      )
    )
}
