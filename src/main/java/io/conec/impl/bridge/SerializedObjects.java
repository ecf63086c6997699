package io.conec.impl.bridge;

import io.conec.impl.util.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.ClusterSerializable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads serialized objects of peers. The codecs of the event bus are made for members of a cluster, which trust each
 * other: their check of class names ignores arrays and the elements of collections, and they trust every length.
 */
final class SerializedObjects {

  /** Collections that contain each other take exponential time to fill; real data is not nested that deeply. */
  private static final int MAX_DEPTH = 20;

  /** Each takes at least one byte in the message, and 16 or more in memory. */
  private static final int MAX_REFERENCES = 100_000;

  private static final Set<Class<?>> HARMLESS = Set.of(Object.class, String.class, Number.class, Enum.class,
    Boolean.class, Byte.class, Character.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

  /** The class name of an array, with the class of its elements unless they are primitive. */
  private static final Pattern ARRAY = Pattern.compile("\\[+(?:[BCDFIJSZ]|L([^;]+);)");

  private final Set<String> allowed;

  SerializedObjects(Collection<String> allowed) {
    this.allowed = new HashSet<>(allowed);
    if (!allowed.isEmpty()) {
      HARMLESS.forEach(type -> this.allowed.add(type.getName()));
    }
  }

  Object readSerializable(Buffer buffer, int start) throws IOException, ClassNotFoundException {
    requireAny();
    byte[] bytes = buffer.getBytes(start + Integer.BYTES, start + Integer.BYTES + buffer.getInt(start));
    try (ObjectInputStream in = new AllowedObjectInputStream(new ByteArrayInputStream(bytes))) {
      // A valid array has no more elements than the message has bytes.
      in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("maxdepth=" + MAX_DEPTH + ";maxrefs="
        + MAX_REFERENCES + ";maxbytes=" + bytes.length + ";maxarray=" + bytes.length));
      return in.readObject();
    }
  }

  /** The class of the object decides what it reads. */
  Object readClusterSerializable(Buffer buffer, int start) throws ReflectiveOperationException, IOException {
    requireAny();
    int end = start + Integer.BYTES + buffer.getInt(start);
    String name = buffer.getString(start + Integer.BYTES, end);
    require(name);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Class<?> type = Class.forName(name, false, loader == null ? SerializedObjects.class.getClassLoader() : loader);
    ClusterSerializable object = type.asSubclass(ClusterSerializable.class).getDeclaredConstructor().newInstance();
    object.readFromBuffer(end, buffer);
    return object;
  }

  private void requireAny() throws InvalidClassException {
    if (allowed.isEmpty()) {
      throw new InvalidClassException("serialized objects are not read: see serializableTypes of the bridge there");
    }
  }

  private void require(String name) throws InvalidClassException {
    if (!allowed.contains(name)) {
      throw new InvalidClassException("class '" + Printable.reason(name)
        + "' is not allowed: see serializableTypes of the bridge there");
    }
  }

  /** Checks the names before it loads a class. */
  private final class AllowedObjectInputStream extends ObjectInputStream {

    AllowedObjectInputStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
      Matcher array = ARRAY.matcher(description.getName());
      if (!array.matches()) {
        require(description.getName());
      } else if (array.group(1) != null) {
        require(array.group(1));
      }
      return super.resolveClass(description);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
      throw new InvalidClassException("proxies are not read");
    }
  }
}
