package dev.sluice.store;

import dev.sluice.time.Settings;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One object of each class, made by its constructor from the others, as the container does. */
final class Beans {
  private final Map<Class<?>, Object> made = new HashMap<>();
  private final Map<Class<?>, Class<?>> implementations = new HashMap<>();

  /** Makes what a constructor asks for under this type. */
  <T> Beans with(Class<T> type, T bean) {
    made.put(type, bean);
    return this;
  }

  /** Makes an object of this class where a constructor asks for one of its interfaces. */
  Beans implementedBy(Class<?> implementation) {
    for (Class<?> type : implementation.getInterfaces()) {
      implementations.put(type, implementation);
    }
    return this;
  }

  /** Makes what the methods of this class produce. */
  Beans withProducts(Class<?> producer) {
    Object owner = get(producer);
    Arrays.stream(producer.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Produces.class))
        .forEach(method -> made.put(method.getReturnType(), product(owner, method)));
    return this;
  }

  <T> T get(Class<T> type) {
    Object known = made.get(type);
    if (known == null) {
      Class<?> implementation = implementations.get(type);
      known = implementation == null ? create(type) : get(implementation);
      made.put(type, known);
    }
    return type.cast(known);
  }

  private Object create(Class<?> type) {
    return type.isAnnotationPresent(ConfigMapping.class) ? Settings.of(type) : make(type);
  }

  void inject(Object test) {
    for (Field field : test.getClass().getDeclaredFields()) {
      if (field.isAnnotationPresent(Inject.class)) {
        open(field);
        reflectively(
            () -> {
              field.set(test, get(field.getType()));
              return test;
            });
      }
    }
  }

  private Object make(Class<?> type) {
    Constructor<?> constructor = constructor(type);
    return reflectively(() -> constructor.newInstance(arguments(constructor)));
  }

  private Object product(Object owner, Method method) {
    open(method);
    return reflectively(() -> method.invoke(owner, arguments(method)));
  }

  private Object[] arguments(Executable call) {
    return Arrays.stream(call.getParameterTypes()).map(this::get).toArray();
  }

  private static Constructor<?> constructor(Class<?> type) {
    Constructor<?>[] all = type.getDeclaredConstructors();
    Constructor<?> chosen =
        Arrays.stream(all)
            .filter(each -> all.length == 1 || each.isAnnotationPresent(Inject.class))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no constructor to inject: " + type));
    open(chosen);
    return chosen;
  }

  private static void open(AccessibleObject member) {
    member.setAccessible(true);
  }

  private interface Reflection {
    Object run() throws ReflectiveOperationException;
  }

  private static Object reflectively(Reflection reflection) {
    try {
      return reflection.run();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
