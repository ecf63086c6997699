package io.conec.impl.config;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The JSON form of certificates and trust. Options that are there but empty are refused: they look like a restriction
 * and are none.
 */
public final class CertificateJson {

  private static final String PEM_KEY_CERT = "pemKeyCertOptions";
  private static final String KEY_STORE = "keyStoreOptions";
  private static final String PEM_TRUST = "pemTrustOptions";
  private static final String TRUST_STORE = "trustStoreOptions";

  private CertificateJson() {
  }

  /** Reads a certificate and key, which are among the other options. */
  public static void keyCert(OptionsReader json, Consumer<KeyCertOptions> setter) {
    json.atMostOneOf(PEM_KEY_CERT, KEY_STORE)
      .object(PEM_KEY_CERT, CertificateJson::pemKeyCert, setter::accept)
      .object(KEY_STORE, CertificateJson::store, setter::accept);
  }

  /** Reads trust that is among the other options. */
  public static void trust(OptionsReader json, Consumer<TrustOptions> setter) {
    json.atMostOneOf(PEM_TRUST, TRUST_STORE)
      .object(PEM_TRUST, CertificateJson::pemTrust, setter::accept)
      .object(TRUST_STORE, CertificateJson::store, setter::accept);
  }

  /** Reads trust from an object of its own. */
  public static TrustOptions trustObject(JsonObject json) {
    AtomicReference<TrustOptions> found = new AtomicReference<>();
    OptionsReader reader = new OptionsReader(json);
    trust(reader, found::set);
    reader.end();
    return requireGiven(found.get(), found.get() != null, PEM_TRUST + " or " + TRUST_STORE);
  }

  private static PemKeyCertOptions pemKeyCert(JsonObject json) {
    PemKeyCertOptions options = new PemKeyCertOptions();
    new OptionsReader(json)
      .string("keyPath", options::setKeyPath)
      .strings("keyPaths", options::setKeyPaths)
      .string("keyValue", value -> options.setKeyValue(Buffer.fromJson(value)))
      .strings("keyValues", values -> options.setKeyValues(buffers(values)))
      .string("certPath", options::setCertPath)
      .strings("certPaths", options::setCertPaths)
      .string("certValue", value -> options.setCertValue(Buffer.fromJson(value)))
      .strings("certValues", values -> options.setCertValues(buffers(values)))
      .atMostOneOf("keyPath", "keyPaths")
      .atMostOneOf("keyValue", "keyValues")
      .atMostOneOf("certPath", "certPaths")
      .atMostOneOf("certValue", "certValues")
      .end();
    requireGiven(options, !options.getKeyPaths().isEmpty() || !options.getKeyValues().isEmpty(), "keyPath or keyValue");
    return requireGiven(options, !options.getCertPaths().isEmpty() || !options.getCertValues().isEmpty(),
      "certPath or certValue");
  }

  private static PemTrustOptions pemTrust(JsonObject json) {
    PemTrustOptions options = new PemTrustOptions();
    new OptionsReader(json)
      .strings("certPaths", paths -> paths.forEach(options::addCertPath))
      .strings("certValues", values -> buffers(values).forEach(options::addCertValue))
      .end();
    return requireGiven(options, !options.getCertPaths().isEmpty() || !options.getCertValues().isEmpty(),
      "certPaths or certValues");
  }

  private static KeyStoreOptions store(JsonObject json) {
    KeyStoreOptions options = new KeyStoreOptions();
    new OptionsReader(json)
      .string("type", options::setType)
      .string("provider", options::setProvider)
      .string("path", options::setPath)
      .string("value", value -> options.setValue(Buffer.fromJson(value)))
      .string("password", options::setPassword)
      .string("alias", options::setAlias)
      .string("aliasPassword", options::setAliasPassword)
      .atMostOneOf("path", "value")
      .end();
    requireGiven(options, options.getType() != null, "a type, JKS or PKCS12");
    return requireGiven(options, options.getPath() != null || options.getValue() != null, "path or value");
  }

  private static List<Buffer> buffers(List<String> values) {
    return values.stream().map(Buffer::fromJson).toList();
  }

  private static <T> T requireGiven(T options, boolean given, String what) {
    if (!given) {
      throw new OptionException("", "must have " + what);
    }
    return options;
  }

  public static void put(JsonObject json, KeyCertOptions options) {
    if (options instanceof PemKeyCertOptions pem) {
      json.put(PEM_KEY_CERT, pem.toJson());
    } else if (options instanceof KeyStoreOptionsBase store) {
      json.put(KEY_STORE, storeJson(store));
    }
  }

  public static void put(JsonObject json, TrustOptions options) {
    if (options instanceof PemTrustOptions pem) {
      json.put(PEM_TRUST, pem.toJson());
    } else if (options instanceof KeyStoreOptionsBase store) {
      json.put(TRUST_STORE, storeJson(store));
    }
  }

  private static JsonObject storeJson(KeyStoreOptionsBase store) {
    String type = store instanceof JksOptions ? "JKS" : store instanceof PfxOptions ? "PKCS12"
      : ((KeyStoreOptions) store).getType();
    JsonObject json = new JsonObject().put("type", type);
    putIfSet(json, "provider", store instanceof KeyStoreOptions any ? any.getProvider() : null);
    putIfSet(json, "path", store.getPath());
    putIfSet(json, "value", store.getValue() == null ? null : store.getValue().toJson());
    putIfSet(json, "password", store.getPassword());
    putIfSet(json, "alias", store.getAlias());
    putIfSet(json, "aliasPassword", store.getAliasPassword());
    return json;
  }

  private static void putIfSet(JsonObject json, String key, String value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
