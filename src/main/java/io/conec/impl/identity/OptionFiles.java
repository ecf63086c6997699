package io.conec.impl.identity;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.stream.Stream;

/** Lists the files that the Vert.x options for keys and trust name. */
public final class OptionFiles {

  private OptionFiles() {
  }

  public static List<String> of(KeyCertOptions options) {
    return options instanceof PemKeyCertOptions pem
      ? Stream.concat(pem.getKeyPaths().stream(), pem.getCertPaths().stream()).toList()
      : ofStore(options);
  }

  public static List<String> of(TrustOptions options) {
    return options instanceof PemTrustOptions pem ? List.copyOf(pem.getCertPaths()) : ofStore(options);
  }

  private static List<String> ofStore(Object options) {
    return options instanceof KeyStoreOptionsBase store && store.getPath() != null
      ? List.of(store.getPath()) : List.of();
  }
}
