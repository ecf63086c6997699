package io.conec.cli;

import io.conec.cli.Logging.LogLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LoggingTest {

  private static final Logger NETTY = Logger.getLogger("io.netty.util.internal.MacAddressUtil");
  private static final Logger CONEC = Logger.getLogger("io.conec.impl");

  @AfterEach
  void restore() throws Exception {
    Logging.configure(LogLevel.INFO);
    LogManager.getLogManager().readConfiguration();
  }

  private static void assertWarns(boolean netty, LogLevel level) {
    Logging.configure(level);
    assertEquals(netty, NETTY.isLoggable(Level.WARNING));
    assertEquals(level != LogLevel.OFF, CONEC.isLoggable(Level.WARNING));
  }

  /** Netty warns with a stack trace when there are no interfaces, in a container without a network for example. */
  @Test
  void aMachineWithoutANetworkIsNoReasonToWarn() {
    assertWarns(false, LogLevel.WARN);
    assertWarns(true, LogLevel.DEBUG);
    assertWarns(true, LogLevel.INFO);
    assertWarns(false, LogLevel.OFF);
  }
}
