package examples

import io.conec.ClientOptions
import io.conec.ConecClient
import io.conec.bridge.ConecBridge
import io.conec.kotlin.bridge.conecBridgeOptionsOf
import io.conec.kotlin.bridge.exportOptionsOf
import io.conec.kotlin.bridge.importOptionsOf
import io.conec.kotlin.clientOptionsOf
import io.vertx.core.Vertx
import io.vertx.core.net.PemTrustOptions
import io.vertx.kotlin.coroutines.coAwait

// The code of the manual, see the package examples of the main sources.

// tag::options[]
fun options(id: String): ClientOptions =
  clientOptionsOf(
    id = id,
    coordinators = listOf("conec.example.com"),
    trustOptions = PemTrustOptions().addCertPath("coordinator.pem")
  )
// end::options[]

// tag::gateway[]
suspend fun gateway(vertx: Vertx, options: ClientOptions) {
  vertx.eventBus().consumer<String>("temperature") { it.reply(21) }
  val client = ConecClient.create(vertx, options)
  val exported = exportOptionsOf(address = "temperature")
  val bridge = ConecBridge.create(vertx, client, conecBridgeOptionsOf(exports = listOf(exported)))
  client.connect().coAwait()
  bridge.start().coAwait()
}
// end::gateway[]

// tag::dashboard[]
suspend fun dashboard(vertx: Vertx, options: ClientOptions): Int {
  val client = ConecClient.create(vertx, options)
  val imported = importOptionsOf(peer = "gateway", address = "temperature")
  val bridge = ConecBridge.create(vertx, client, conecBridgeOptionsOf(imports = listOf(imported)))
  client.connect().coAwait()
  bridge.start().coAwait()
  return vertx.eventBus().request<Int>("temperature", "hall").coAwait().body()
}
// end::dashboard[]
