package org.hospitalhub.wiring.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.support.DefaultRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.objenesis.ObjenesisStd;
import org.springframework.util.ClassUtils;

/**
 * A bean registry for route checks, with stubs for the names and types of the beans that the hub's configuration declares. Routes
 * can be built with it, but not run.
 */
final class StubBeanRegistry extends DefaultRegistry {

    private static final String HUB = "org.hospitalhub";

    private final ObjenesisStd objenesis = new ObjenesisStd();
    private final Map<String, Class<?>> types = types();

    private static Map<String, Class<?>> types() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(Configuration.class));
        Map<String, Class<?>> types = new TreeMap<>();
        scan.findCandidateComponents(HUB).forEach(found -> {
            Class<?> configuration = ClassUtils.resolveClassName(
                    String.valueOf(found.getBeanClassName()), StubBeanRegistry.class.getClassLoader());
            for (Method method : configuration.getDeclaredMethods()) {
                Bean bean = method.getAnnotation(Bean.class);
                if (bean != null) {
                    types.put(bean.value().length == 0 ? method.getName() : bean.value()[0], method.getReturnType());
                }
            }
        });
        return types;
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        Object own = super.lookupByName(name);
        return own == null ? standIn(types.get(name)) : own;
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        T own = super.lookupByNameAndType(name, type);
        Class<?> declared = types.get(name);
        if (own != null || declared == null || !type.isAssignableFrom(declared)) {
            return own;
        }
        return type.cast(type.isInterface() ? nothing(type) : standIn(declared));
    }

    private @Nullable Object standIn(@Nullable Class<?> type) {
        if (type == null) {
            return null;
        }
        return type.isInterface() ? nothing(type) : objenesis.newInstance(type);
    }

    /** Returns an implementation of an interface that does nothing. */
    static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(proxy, method, arguments)));
    }

    private static @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "stand-in";
            default -> method.getReturnType() == boolean.class ? Boolean.FALSE : null;
        };
    }
}
