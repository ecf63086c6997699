package io.conec.cli;

import io.conec.BroadcastRule;
import io.conec.ClientOptions;
import io.conec.OverflowPolicy;
import io.conec.PathOptions;
import io.conec.PeerRule;
import io.conec.StreamOptions;
import io.conec.bridge.ImportOptions;
import io.conec.impl.config.BroadcastName;
import io.conec.impl.identity.DenyList;
import io.conec.impl.identity.PeerId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converters of arguments. They check values that the library would refuse later, so that mistakes are usage errors.
 */
final class Converters {

  private Converters() {
  }

  /** Id of a peer. */
  static final class Id extends Checked {

    Id() {
      super(PeerId::check);
    }
  }

  /** SHA-256 of a certificate. */
  static final class Fingerprint extends Checked {

    Fingerprint() {
      super(text -> {
        String fingerprint = DenyList.fingerprint(text);
        if (fingerprint == null) {
          throw new IllegalArgumentException("'" + text + "' is not a fingerprint: write its 64 hex digits");
        }
        return fingerprint;
      });
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

  /** Name of a broadcast. */
  static final class Broadcast extends Checked {

    Broadcast() {
      super(BroadcastName::check);
    }
  }

  /** The overflow policy of a reader of a broadcast. */
  static final class OverflowChoice implements ITypeConverter<OverflowPolicy> {

    @Override
    public OverflowPolicy convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "block" -> OverflowPolicy.BLOCK;
        case "drop-oldest" -> OverflowPolicy.DROP_OLDEST;
        default -> throw new TypeConversionException("'" + value + "' is neither block nor drop-oldest");
      };
    }
  }

  /** A rule for broadcasts. */
  static final class Rule implements ITypeConverter<BroadcastRule> {

    private static final String ALL = "*";

    /** An id contains neither separator, so a name may contain both. */
    private static final Pattern FORM = Pattern.compile("(.+)=([^=:]+):(r|w|rw)");

    @Override
    public BroadcastRule convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + value + "' is not a rule: write news=depot:rw, news=*:r or *=depot:w");
      }
      BroadcastRule rule = new BroadcastRule()
        .setRead(matcher.group(3).contains("r"))
        .setWrite(matcher.group(3).contains("w"));
      if (!matcher.group(1).equals(ALL)) {
        rule.setName(new Broadcast().convert(matcher.group(1)));
      }
      if (!matcher.group(2).equals(ALL)) {
        rule.setPeer(new Id().convert(matcher.group(2)));
      }
      return rule;
    }
  }

  /** A rule for the visibility of peers. */
  static final class Visibility implements ITypeConverter<PeerRule> {

    private static final Pattern FORM = Pattern.compile("([^=]+)=([^=]+)");

    @Override
    public PeerRule convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + value + "' is not a rule: write shop=depot, shop=* or *=*");
      }
      PeerRule rule = new PeerRule();
      if (!matcher.group(1).equals(Rule.ALL)) {
        rule.setPeer(new Id().convert(matcher.group(1)));
      }
      if (!matcher.group(2).equals(Rule.ALL)) {
        rule.setSees(new Id().convert(matcher.group(2)));
      }
      return rule;
    }
  }

  /** Regular expression that matches ids. */
  static final class Expression extends Checked {

    Expression() {
      super(expression -> new ClientOptions().setPeerFilter(expression).getPeerFilter());
    }
  }

  /** Network in CIDR notation. */
  static final class Network implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      try {
        return new PathOptions().addExcludedNetwork(value).getExcludedNetworks().get(0);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + value + "' is not a network: write 172.17.0.0/16 or fd00::/8");
      }
    }
  }

  /** A duration that a timer accepts. */
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
