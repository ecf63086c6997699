package io.conec.cli;

import io.conec.PathOptions;
import io.conec.StreamOptions;
import io.conec.bridge.ImportOptions;
import io.conec.impl.identity.PeerId;
import java.time.Duration;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the library would refuse later is a usage error: these read a word and check it first. */
final class Values {

  private Values() {
  }

  /** Id of a peer. */
  static final class Id extends Checked {

    Id() {
      super(PeerId::check);
    }
  }

  /** Event-bus address of a peer. */
  static final class Address extends Checked {

    Address() {
      super(address -> new ImportOptions().setAddress(address).getAddress());
    }
  }

  /** Protocol of a data stream. */
  static final class Protocol extends Checked {

    Protocol() {
      super(protocol -> new StreamOptions().setProtocol(protocol).getProtocol());
    }
  }

  /** Network in CIDR notation. */
  static final class Network implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      try {
        return new PathOptions().addExcludedNetwork(value).getExcludedNetworks().get(0);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + value + "' is no network: write 172.17.0.0/16 or fd00::/8");
      }
    }
  }

  /** A duration that a timer can be set to. */
  static final class Period implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String value) {
      Duration duration = new Durations().convert(value);
      if (duration.toMillis() < 1) {
        throw new TypeConversionException("'" + value + "' is too short, 1ms is the shortest");
      }
      return duration;
    }
  }

  private abstract static class Checked implements ITypeConverter<String> {

    private final UnaryOperator<String> check;

    Checked(UnaryOperator<String> check) {
      this.check = check;
    }

    @Override
    public String convert(String value) {
      try {
        return check.apply(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
