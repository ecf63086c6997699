package io.conec;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;

/**
 * The JSON form of certificates and trust, which the generated converters leave out.
 */
final class CertificateJson {

  private static final String PEM_KEY_CERT = "pemKeyCertOptions";
  private static final String KEY_STORE = "keyStoreOptions";
  private static final String PEM_TRUST = "pemTrustOptions";
  private static final String TRUST_STORE = "trustStoreOptions";

  private CertificateJson() {
  }

  static KeyCertOptions keyCert(JsonObject json) {
    JsonObject pem = json.getJsonObject(PEM_KEY_CERT);
    JsonObject store = json.getJsonObject(KEY_STORE);
    return pem != null ? new PemKeyCertOptions(pem) : store != null ? new KeyStoreOptions(store) : null;
  }

  static TrustOptions trust(JsonObject json) {
    if (json == null) {
      return null;
    }
    JsonObject pem = json.getJsonObject(PEM_TRUST);
    JsonObject store = json.getJsonObject(TRUST_STORE);
    return pem != null ? new PemTrustOptions(pem) : store != null ? new KeyStoreOptions(store) : null;
  }

  static void put(JsonObject json, KeyCertOptions options) {
    if (options instanceof PemKeyCertOptions pem) {
      json.put(PEM_KEY_CERT, pem.toJson());
    } else if (options instanceof KeyStoreOptionsBase store) {
      json.put(KEY_STORE, storeJson(store));
    }
  }

  static void put(JsonObject json, TrustOptions options) {
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
