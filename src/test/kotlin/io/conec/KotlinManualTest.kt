package io.conec

import examples.dashboard
import examples.gateway
import examples.options
import io.conec.test.TestNet
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The Kotlin code of the manual's first chapter, on real sockets. */
class KotlinManualTest {

  @Test
  fun aGatewayAnswersADashboard() {
    TestNet().use { net ->
      runBlocking {
        withTimeout(20_000) {
          gateway(net.vertx(), net.clientOptions("gateway"))
          assertEquals(21, dashboard(net.vertx(), net.clientOptions("dashboard")))
        }
      }
    }
  }

  @Test
  fun theOptionsAreThoseOfTheOtherLanguages() {
    assertEquals(examples.GettingStarted().options("shop").toJson(), options("shop").toJson())
  }
}
