{{/* Template of the pods of a role. Takes a dict with role, settings (its secret), port (its name), number, readiness, claim and root. */}}
{{- define "subnet.pod" -}}
{{- $watch := ternary "METRICS" "HEALTH" .root.Values.metrics -}}
metadata:
  labels:
    {{- include "subnet.labels" . | nindent 4 }}
spec:
  serviceAccountName: {{ .root.Release.Name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  # Longer than it takes to end what it is doing.
  terminationGracePeriodSeconds: 60
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: {{ .role }}
      image: {{ include "subnet.image" . }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      env:
        - name: BT_WALLET_PATH
          value: /secrets/wallets
        - name: SUBNETKIT_CONFIG
          value: /secrets/settings.json
        - name: XDG_STATE_HOME
          value: /state
        {{- if eq .port "watch" }}
        - name: SUBNETKIT_{{ upper .role }}_{{ $watch }}_PORT
          value: {{ .number | quote }}
        - name: SUBNETKIT_{{ upper .role }}_{{ $watch }}_HOST
          value: 0.0.0.0
        {{- else }}
        - name: SUBNETKIT_{{ upper .role }}_PORT
          value: {{ .number | quote }}
        - name: SUBNETKIT_{{ upper .role }}_HOST
          value: 0.0.0.0
        {{- end }}
      ports:
        - name: {{ .port }}
          containerPort: {{ .number }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      # No limit of CPU: a throttled process misses deadlines for nothing.
      resources:
        requests:
          cpu: 250m
          memory: {{ index .root.Values.memory .role }}
        limits:
          memory: {{ index .root.Values.memory .role }}
      startupProbe:
        httpGet:
          path: /healthz
          port: {{ .port }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 60
      readinessProbe:
        httpGet:
          path: {{ .readiness }}
          port: {{ .port }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      # Lenient: a restart loses work in progress, and does not bring a chain back.
      livenessProbe:
        httpGet:
          path: /healthz
          port: {{ .port }}
        periodSeconds: 30
        timeoutSeconds: 10
        failureThreshold: 10
      volumeMounts:
        - name: secrets
          mountPath: /secrets
          readOnly: true
        - name: tmp
          mountPath: /tmp
        - name: state
          mountPath: /state
  volumes:
    - name: secrets
      projected:
        defaultMode: 0440
        sources:
          - secret:
              name: {{ .settings }}
              items:
                - key: settings.json
                  path: settings.json
          - secret:
              name: {{ .root.Values.secrets.hotkey }}
              items:
                - key: hotkey
                  path: wallets/default/hotkeys/default
    - name: tmp
      emptyDir:
        sizeLimit: 64Mi
    {{- if not .claim }}
    - name: state
      emptyDir:
        sizeLimit: 256Mi
    {{- end }}
{{- end }}
