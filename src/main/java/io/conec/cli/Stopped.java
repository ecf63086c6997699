package io.conec.cli;

/** The user ended the command, by Ctrl-C for example: no failure to tell him about. */
final class Stopped extends RuntimeException {

  Stopped() {
    super("stopped", null, false, false);
  }
}
