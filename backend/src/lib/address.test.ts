import { addressProblem, addressSchema } from './address';

describe('a base address', () => {
  it.each([
    'https://shop.example.com',
    'HTTPS://SHOP.example.com:8443/de/@scope/',
    'http://127.0.0.1:3333',
    'http://[::1]:3000/a%20b',
    'http://web_1:80',
    'https://prüfung.example/straße',
  ])('may be %s', (target) => {
    expect(addressSchema.safeParse(target).success).toBe(true);
    expect(addressProblem(target)).toBeNull();
  });

  it.each([
    ['https://me:CANARY@shop.example.com', 'holds a user name or password'],
    ['https://CANARY@shop.example.com', 'holds a user name or password'],
    ['https://:CANARY@shop.example.com', 'holds a user name or password'],
    // Spellings that a URL parser takes for the same.
    ['https:me:CANARY@shop.example.com', 'holds a user name or password'],
    ['https:\\\\me:CANARY@shop.example.com', 'holds a user name or password'],
    ['https:///me:CANARY@shop.example.com', 'holds a user name or password'],
    ['ht\ntps://me:CANARY@shop.example.com', 'holds a user name or password'],
    ['https://shop.example.com/?token=CANARY', 'holds a query or a fragment'],
    ['https://shop.example.com?', 'holds a query or a fragment'],
    ['https://shop.example.com/#access_token=CANARY', 'holds a query or a fragment'],
    [`https://shop.example.com/${'a'.repeat(2000)}`, 'is longer than 2000 characters'],
    ['ftp://CANARY.example.com', 'is no http or https URL'],
    ['https://shop.example.com:99999', 'is no http or https URL'],
    ['https://shop.example.com/\0', 'is no http or https URL'],
    ['https://shop.example.com/\ud800', 'is no http or https URL'],
    ['https://shop.example.com/a b', 'is no http or https URL'],
    ['CANARY', 'is no http or https URL'],
  ])('is refused without being repeated: %j', (target, problem) => {
    expect(addressProblem(target)).toBe(problem);
    expect(addressSchema.safeParse(target).error?.message).not.toContain('CANARY');
  });
});
