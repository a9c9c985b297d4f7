/** The ML-KEM-768 public key of the pair in dev-key.ts: a test derives it again and compares. */
export const publicKeyBase64: string = [
  'egILJAbFw5CwjlGz0nMaVbJHGvG/6zsib1YHaCogH9gHDgYHXmSHk2ix33tOw9cBRUdf9ngDCQekSphMeIODkwI0WVADTzAviSbE',
  'CfoXeQg+/Skqe/yLdPMlfUBRe+OlMhWd+Bc3KbIvVcIiXTSQCzwlQMl+67trf9NgnxyT8sx1wwsONzMV2OFgqSBY+zya+rYcmWV5',
  'H3wDG5HJOat4mfhe4yEAOqNMnOWopRY5AqFIj9i5JkqpVAQZjWlh6PwPuUdlxcdEPqdi/VjHGlxGkXAiNFS1HnJ5+PXObGWSA/OD',
  '/OS2dhcgKfGZG7PMFUgMY2vOmutpf1kuwEwH6Il3fGHEGBV6MlqwehyLmqSQ9rpbpZGPGkA95spN1+FvhfpcVEl6aEm9XTE+XKZQ',
  '+bmE8rCIkpQk2dXHIgu/WsQNLzQo4HF9tjte4SqHOZJkb1QWLdqxRoyirCJ53goqjjNE3kfJGFpONMGe01KQY7tD3rEeLziVJqs1',
  '38KIyRsEzex0mfpmLAu8VNM7vPKTRdoZoUgCnZMeRLhzTdwN/4Cu9Td/AniWtCw3SQpxL0pt9Mg0+XnAnDNWIyMWYgef3cmhNnAQ',
  'QkTBCUVTgRJ7s0alJhScb4shGfFm4CqIoVmD5UevenEESCegl1w0KLc0spA2U9cW6hmICLMEdFxOxttlF+RB+4gc8nQ85ioNLkgf',
  'cWsE+OZhQLhPyDE6w8hqzyuRjSWI7EOfBRkyE4pO3nGusDpBG5IqLIyO7lImfXCxjTy+YmAg+aQeBDiEXjCp8rVoC9MEAtsHWsEm',
  'r2sq0cV/QEl9OjrMS1k9U3bE0gWx2rKEKHao+ZtPKXG55TEvPOOdLYUmHXfLzsors1IKSYRt15OPjKc2RuvNdxmLfdfKCuItQQWs',
  'QtJ698UoJpOKK4M/nmp5GjCvHGw8b/hAzbuoukAeXTtZ6MwSClN6N5HK0tVuUYF0OIcLxCh8FOqV2/akICSKmocmHtmmNbwJ96dO',
  'gxlx0mdTb1XDOum6AHsTInihWzqUJRML1llDQXSqRGmJ07gPOfUICNQ9fpKJ/QkyBLutARPNsxFfzoUpSCBoh9iunRoQMZR/H6pt',
  'PhCz4os7/OZMmPoMvvpJ7plEHJOTCNRBBvcs8rVkoARyA9IT5cMwojY1mfbIaBLE6MU4CVI3+FbM28UxzzJ0bOBEf6oFqga5dNcE',
  'wao+4/kDwwLCUKHFvbBy0pULQKdQdLhXRNywUiwuykISuWhiIRldWqQm1EFg/LZFnASAz+YZzSzPUrS8aut7ekyqo+tzh6qnKcao',
  'hdEHqBPPn/CLXfAbE/kaJXhin9MSTmfJ1gJbwIQGYMVu4pc9OEZgQxVpKyhbZ9DAQ0qxzLZ303sgkoyhYidmDEu7eJB+LLabECtK',
  'H/p8AwAL4quWSyiCVvmduaBLQ5OIBgYJedVE5HDBU+a1Olu2+acyUmFyptu3q2zDfSEUp7FsDCwBpaMp24B81QcLvDeLOyCTZni0',
  'CIKvpECPCVUJVUZp8MzNutE4AxdJhkjBIXrI74GMQ0CSxg8D0vKibVSOgjzCxsgj5lvyU/x6W8vXpyA=',
].join('')
