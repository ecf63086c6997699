package io.conec.cli;

import io.conec.ConecException;
import io.conec.impl.config.OptionException;
import io.conec.impl.util.Printable;
import io.vertx.core.eventbus.ReplyException;
import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Converts a failure to one line for the user. */
final class Errors {

  /** What the options of the library are called here. */
  private static final Map<String, String> OPTIONS = Map.ofEntries(
    Map.entry("trustOptions", "--trust"),
    Map.entry("peerTrustOptions", "--peer-trust"),
    Map.entry("clientTrustOptions", "--client-ca"),
    Map.entry("crlPaths", "--crl"),
    Map.entry("denyListPath", "--deny-list"),
    Map.entry("keyCertOptions", "--cert and --key"),
    Map.entry("connectTimeout", "--timeout"),
    Map.entry("openTimeout", "--timeout"),
    Map.entry("coordinators", "--coordinator"),
    Map.entry("id", "--id"),
    Map.entry("host", "--host"),
    Map.entry("port", "--port"),
    Map.entry("clustered", "--cluster"),
    Map.entry("nodeHost", "--node-host"),
    Map.entry("pathPolicy", "--path"),
    Map.entry("keyLogFile", "SSLKEYLOGFILE"),
    Map.entry("maxDatagramSize", "--max-datagram-size"));

  /** Options of {@code BroadcastLimits} with longer names in the command. */
  private static final Map<String, String> LIMITS = Map.of(
    "maxMessageSize", "--max-broadcast-message-size",
    "stallTimeout", "--broadcast-stall-timeout");

  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  private Errors() {
  }

  static String message(Throwable failure) {
    if (failure instanceof ConecException conec) {
      return oneLine(withOptionOfCommand(conec.getMessage(), conec.option()));
    } else if (failure instanceof CommandException) {
      return oneLine(failure.getMessage());
    } else if (failure instanceof ReplyException reply) {
      return reply(reply);
    } else if (failure instanceof NoSuchFileException missing) {
      return "no such file or directory: " + missing.getFile();
    } else if (failure instanceof FileAlreadyExistsException exists) {
      return "already exists, not overwritten: " + exists.getFile();
    } else if (failure instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    } else if (failure instanceof NotDirectoryException file) {
      return "not a directory: " + file.getFile();
    } else if (failure instanceof FileSystemException unusable && unusable.getReason() != null) {
      return oneLine("cannot use " + unusable.getFile() + ": " + unusable.getReason());
    }
    String message = failure.getMessage();
    return oneLine(message == null ? failure.getClass().getSimpleName() : message)
      + (Logging.isDebug() ? "" : " (--log-level debug tells more)");
  }

  /** Names the option to blame as it is called here; what the other side is to change has its name in the library. */
  private static String withOptionOfCommand(String message, String option) {
    String here = option == null ? null : OPTIONS.get(option);
    if (here == null) {
      return message;
    }
    String named = message.replace("option '" + option + "'", here).replace("'" + option + "'", here);
    // A name like 'port' is a word, too.
    return CAPITAL.matcher(option).find() ? named.replace(option, here) : named;
  }

  /** Returns the message about an option that the library has refused, with the name of the command's option. */
  static String refused(IllegalArgumentException refusal, CommandSpec command) {
    if (refusal instanceof OptionException wrong) {
      String kebab = "--" + CAPITAL.matcher(wrong.path()).replaceAll("-$0").toLowerCase(Locale.ROOT);
      String option = LIMITS.getOrDefault(wrong.path(), OPTIONS.getOrDefault(wrong.path(), kebab));
      if (command.optionsMap().containsKey(option)) {
        return option + ": " + wrong.problem();
      }
    }
    return refusal.getMessage();
  }

  private static String reply(ReplyException reply) {
    return switch (reply.failureType()) {
      case TIMEOUT -> "no reply in time (--timeout): " + oneLine(reply.getMessage());
      case NO_HANDLERS -> "nobody answers there: " + oneLine(reply.getMessage());
      case RECIPIENT_FAILURE -> "failed with code " + reply.failureCode() + ": " + oneLine(reply.getMessage());
      default -> oneLine(reply.getMessage());
    };
  }

  static String oneLine(String text) {
    return text == null ? "" : Printable.reason(
      text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("; ")));
  }
}
