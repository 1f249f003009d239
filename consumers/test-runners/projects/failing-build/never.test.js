test('is not run', () => {})
