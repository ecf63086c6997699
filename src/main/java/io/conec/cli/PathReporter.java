package io.conec.cli;

import io.conec.ChannelPath;
import io.conec.ConecChannel;
import io.conec.PathStatistics;
import io.vertx.core.json.JsonObject;

import java.util.Locale;
import java.util.function.BiConsumer;

/** Says when the path to a peer changes, and what its paths have carried. */
final class PathReporter {

  private static final String EVENT = "path";

  private final BiConsumer<JsonObject, String> printer;
  private PathStatistics ended = new PathStatistics(0, 0, 0, 0, 0);
  private ConecChannel channel;
  private ChannelPath current;

  private PathReporter(BiConsumer<JsonObject, String> printer) {
    this.printer = printer;
  }

  /** Prints changes to stdout. */
  static PathReporter with(Output output) {
    return new PathReporter((json, text) -> output.event(EVENT, json, text));
  }

  /** Prints changes to stderr, for commands whose stdout carries data. */
  static PathReporter besideData(Output output) {
    return new PathReporter((json, text) -> output.eventBesideData(EVENT, json, "conec: " + text));
  }

  /** Watches this channel, in place of the one before if it is another. */
  synchronized void follow(ConecChannel opened) {
    if (opened != channel) {
      end();
      channel = opened;
      current = opened.path();
      opened.pathHandler(path -> changed(opened, path));
    }
  }

  private synchronized void changed(ConecChannel changed, ChannelPath path) {
    if (changed != channel) {
      return;
    }
    JsonObject json = new JsonObject()
      .put("peer", channel.peer())
      .put("path", path.toJson())
      .put("was", current.toJson());
    String time = path.getRoundTripTime() == 0 ? "" : " (" + Durations.millis(path.getRoundTripTime()) + ")";
    printer.accept(json, channel.peer() + ": path is now " + path + time + ", was " + current);
    current = path;
  }

  /** Prints no more changes; returns the sum over all channels watched. */
  synchronized PathStatistics end() {
    if (channel != null) {
      ended = sum(ended, channel.pathStatistics());
      channel = null;
    }
    return ended;
  }

  private static PathStatistics sum(PathStatistics a, PathStatistics b) {
    return new PathStatistics(
      a.getSwitches() + b.getSwitches(),
      a.getRelayedBytesSent() + b.getRelayedBytesSent(),
      a.getRelayedBytesReceived() + b.getRelayedBytesReceived(),
      a.getDirectBytesSent() + b.getDirectBytesSent(),
      a.getDirectBytesReceived() + b.getDirectBytesReceived());
  }

  /** Statistics in half a sentence. */
  static String text(PathStatistics statistics) {
    long changes = statistics.getSwitches();
    String often = changes == 0 ? "never changed" : changes == 1 ? "changed once" : "changed " + changes + " times";
    return String.format(Locale.ROOT, "path %s, %,d bytes relayed, %,d bytes direct", often,
      statistics.getRelayedBytesSent() + statistics.getRelayedBytesReceived(),
      statistics.getDirectBytesSent() + statistics.getDirectBytesReceived());
  }
}
