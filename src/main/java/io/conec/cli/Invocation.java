package io.conec.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What one run of the command gets from outside. Commands read, write and are stopped through this alone, so that
 * several can run in one JVM.
 *
 * @param terminal whether stdout is a terminal
 * @param ctrlC takes actions that Ctrl-C starts; each returns when the command has closed everything
 * @param ownsLog whether the log of the JVM, of which there is only one, belongs to this command
 */
record Invocation(InputStream stdin, OutputStream stdout, OutputStream stderr, boolean terminal,
                  Environment environment, Consumer<Runnable> ctrlC, boolean ownsLog) {

  /** Returns what the process has; the launcher knows whether stdout is a terminal. */
  static Invocation ofProcess() {
    return new Invocation(
      // Not a FileInputStream, because its readNBytes fails on pipes.
      System.in,
      new FileOutputStream(FileDescriptor.out),
      new FileOutputStream(FileDescriptor.err),
      Boolean.getBoolean("conec.terminal"),
      new Environment(System.getenv()),
      action -> Runtime.getRuntime().addShutdownHook(new Thread(action, "conec-stop")),
      true);
  }

  /** Returns what this command was run with. */
  static Invocation of(CommandSpec command) {
    // By way of the command line, because the specification of a mixin in a mixin has no parent.
    return ((Conec) command.commandLine().getCommandSpec().root().userObject()).invocation();
  }
}
